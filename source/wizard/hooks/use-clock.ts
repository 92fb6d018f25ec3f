// Touches the world: the clock.
import { useEffect, useState } from 'react';

/** The time, anew every second while `ticking`; idle screens draw nothing. */
export function useClock(ticking: boolean): Date {
	const [now, setNow] = useState(() => new Date());
	useEffect(() => {
		if (!ticking) return;
		setNow(new Date());
		const timer = setInterval(() => setNow(new Date()), 1000);
		return () => clearInterval(timer);
	}, [ticking]);
	return now;
}
