// Touches the world: the clock.
import { useEffect, useState } from 'react';

/** The time while `ticking`, anew whenever another `milliseconds` of the clock are full; idle screens draw nothing. */
export function useClock(ticking: boolean, milliseconds = 1000): Date {
	const [now, setNow] = useState(() => new Date());
	useEffect(() => {
		if (!ticking) return;
		setNow(new Date());
		const full = (date: Date) => Math.floor(date.getTime() / milliseconds);
		const look = () => {
			const time = new Date();
			setNow((before) => (milliseconds > 1000 && full(before) === full(time) ? before : time));
		};
		// The clock may be moved, and the machine may sleep: so it is looked at every second.
		const timer = setInterval(look, 1000);
		return () => clearInterval(timer);
	}, [ticking, milliseconds]);
	return now;
}
