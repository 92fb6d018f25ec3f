import type { SwapTimes } from './data-kind.ts';

/** Makes a name of a time. */
type Named = (at: Date) => string;

/** The two names of a swap besides the one in use: what comes in, and what is kept. */
export const swapNames = (
	{ at, undoes }: SwapTimes,
	besideName: Named,
	keptName: Named,
): { readonly incoming: string; readonly kept: string } => ({
	incoming: undoes === undefined ? besideName(at) : keptName(undoes),
	kept: keptName(at),
});
