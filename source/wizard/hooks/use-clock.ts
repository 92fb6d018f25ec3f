// Touches the world: the clock.
import { useEffect, useState } from 'react';

/** The time, anew every `milliseconds` while `ticking`; idle screens draw nothing. */
export function useClock(ticking: boolean, milliseconds = 1000): Date {
	const [now, setNow] = useState(() => new Date());
	useEffect(() => {
		if (!ticking) return;
		setNow(new Date());
		const timer = setInterval(() => setNow(new Date()), milliseconds);
		return () => clearInterval(timer);
	}, [ticking, milliseconds]);
	return now;
}
