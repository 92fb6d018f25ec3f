/**
 * How much may be written to the terminal now. After each piece the terminal is asked whether it is well, which it
 * answers once it has taken all before: so a piece's way is measured from end to end, over every line and buffer in
 * between. All times are milliseconds, all amounts bytes.
 */
export type Pace = {
	/** What was written and not answered yet, oldest first. */
	readonly flights: readonly Flight[];
	/** Bytes a second that the last pieces went at: the quickest of them is the line's own, whatever held up the others. */
	readonly speeds: readonly number[];
	/** The quickest way of a small piece so far. */
	readonly quickest: number | undefined;
	/** Whether the terminal answers; undefined while nothing tells. */
	readonly answers: boolean | undefined;
	/** What may still be written at once; below zero where more was. */
	readonly credit: number;
	/** When the credit was counted. */
	readonly at: number;
};
type Flight = { readonly bytes: number; readonly at: number };

/** How a piece that waits is to be treated. */
export type Turn = {
	readonly now: number;
	/** A key was pressed: the operator waits for what it does. */
	readonly urgent: boolean;
	/** Columns times rows. */
	readonly cells: number;
	/** Whether the terminal can be asked at all. */
	readonly asks: boolean;
};

/** A second, of which a part is what lies before a key's own effect. */
const aim = 150;
const narrowest = 160;
const widest = 64 * 1024;
/** Less than a first screen: what comes after it waits for its answer. */
const atFirst = 2048;
/** The way of so little takes as long at any speed. */
const small = 64;
const remembered = 4;
/** Less than this is not worth a piece of its own. */
const least = 96;
/** A line of 9600 baud takes two milliseconds for a byte at the worst. */
const perByte = 2;
const patience = 5000;
const untilKnown = 1000;

export const firstPace: Pace = {
	flights: [],
	speeds: [],
	quickest: undefined,
	answers: undefined,
	credit: 0,
	at: 0,
};

/** Bytes a second that a screen of this size gets while it changes by itself: 16 KB/s at 80×24. */
export const rateOf = (cells: number): number => Math.round((16_000 * cells) / (80 * 24));

/** How many bytes may be written now; 0 when something has to be waited for. */
export function allowance(pace: Pace, turn: Turn): number {
	if (!turn.urgent && creditAt(pace, turn) < 0) return 0;
	if (!turn.asks || pace.answers === false) return Number.POSITIVE_INFINITY;
	if (pace.answers === undefined) {
		const since = turn.now - (pace.flights.at(-1)?.at ?? Number.NEGATIVE_INFINITY);
		return turn.urgent || since >= untilKnown ? Number.POSITIVE_INFINITY : 0;
	}
	const room = windowOf(pace) - inFlight(pace);
	return room >= least ? room : 0;
}

/** Milliseconds until `allowance` is to be asked again, when no answer comes before. */
export function waitFor(pace: Pace, turn: Turn): number {
	const credit = creditAt(pace, turn);
	return credit < 0 ? Math.ceil((-credit * 1000) / rateOf(turn.cells)) : 250;
}

/** After a piece was written; `asked` when the terminal was asked behind it. */
export function sent(pace: Pace, turn: Turn, bytes: number, asked: boolean): Pace {
	const rate = rateOf(turn.cells);
	return {
		...pace,
		// An operator who holds a key down goes into debt, of which a second is remembered.
		credit: Math.max(-rate, creditAt(pace, turn) - bytes),
		at: turn.now,
		flights: asked ? [...pace.flights, { bytes, at: turn.now }] : pace.flights,
	};
}

/** After the terminal has answered for the oldest piece. */
export function answered(pace: Pace, now: number): Pace {
	const [flight, ...flights] = pace.flights;
	if (flight === undefined) return { ...pace, answers: true };
	const took = now - flight.at;
	const quickest = flight.bytes < small ? Math.min(pace.quickest ?? took, took) : pace.quickest;
	return {
		...pace,
		flights,
		quickest,
		answers: true,
		speeds:
			flight.bytes < least
				? pace.speeds
				: [...pace.speeds, speedOf(flight.bytes, took - (quickest ?? 0))].slice(-remembered),
	};
}

/** Gives up waiting for answers that are lost, or for those of a terminal that knows none. */
export function expired(pace: Pace, now: number): Pace {
	const [flight] = pace.flights;
	if (flight === undefined || now - flight.at < patience + inFlight(pace) * perByte) return pace;
	return { ...pace, flights: [], answers: pace.answers === true };
}

const inFlight = ({ flights }: Pace) => flights.reduce((sum, { bytes }) => sum + bytes, 0);

const creditAt = (pace: Pace, { now, cells }: Turn) =>
	Math.min(0, pace.credit + ((now - pace.at) * rateOf(cells)) / 1000);

const speedOf = (bytes: number, milliseconds: number) => (bytes * 1000) / Math.max(1, milliseconds);

/** What may be on its way at a time: as much as the line takes in `aim`, for a key's effect waits for no more. */
export function windowOf({ speeds }: Pace): number {
	if (speeds.length === 0) return atFirst;
	return Math.max(narrowest, Math.min(widest, Math.round((Math.max(...speeds) * aim) / 1000)));
}
