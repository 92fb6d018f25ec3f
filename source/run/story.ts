import { OperatorError } from '../host/errors.ts';
import type { Stack } from '../survey/identify.ts';
import { EngineGone } from './engine-gone.ts';
import type { Purpose, Result } from './events.ts';
import { newestHop, verifiedBefore } from './hops-of.ts';
import { hasChanged } from './interruption.ts';
import { JournalFailed } from './journal.ts';
import { type Run, WishGranted } from './run.ts';
import type { Wish } from './session.ts';

/** What every story is given: the run it writes to, and how to find out which stack it is about. */
export type StoryOptions = {
	readonly run: Run;
	/** Ends when the stack is known. @throws OperatorError for bad input */
	readonly identify: () => Promise<Stack>;
	readonly practice: boolean;
	/** What the first screen says while the stack is still coming up. */
	readonly expected?: { readonly app: string; readonly stack: string; readonly directory: string };
};

/** What a story has opened; closed once its result stands in the journal. */
export type Closable = {
	readonly close: () => Promise<void>;
	/** Called with the result before it stands in the journal; the result may get sentences more. Never throws. */
	readonly ending?: (result: Result) => Promise<Result>;
};

/** Tells a story to its end: whatever happens, the last event is a result. */
export async function tell(
	run: Run,
	purpose: Purpose,
	story: (opened: <T extends Closable>(one: T) => T) => Promise<Result>,
): Promise<Result> {
	const open: Closable[] = [];
	const opened = <T extends Closable>(one: T): T => {
		open.push(one);
		return one;
	};
	try {
		let result = await story(opened).catch((error: unknown) =>
			resultOf(run, purpose, wishBehind(run, error) ?? error),
		);
		for (const { ending } of open) if (ending) result = await ending(result);
		run.emit({ type: 'result', result });
		// What is printed of it has no more in it than the journal.
		return { ...result, text: result.text.map(run.redacted) };
	} finally {
		for (const one of open.reverse()) await one.close();
	}
}

/** A probe or a command that a wish interrupted throws an error of its own: the wish is what happened. */
export function wishBehind(run: Run, error: unknown): WishGranted | undefined {
	if (error instanceof WishGranted) return error;
	if (!run.interruption().aborted) return undefined;
	try {
		run.grantWish();
	} catch (granted) {
		return granted as WishGranted;
	}
	return undefined;
}

function resultOf(run: Run, purpose: Purpose, error: unknown): Result {
	const past = run.session.past();
	const verified = verifiedBefore(past);
	if (error instanceof WishGranted)
		return left(purpose, error.wish, verified === undefined ? undefined : unchangedSince(verified));
	const changed = hasChanged(past);
	const added = newestHop(past).some(
		(event) => event.type === 'step begins' && event.step === 'add-variables',
	);
	const unchanged = `${verified === undefined ? 'Nothing of the stack was changed by this run' : unchangedSince(verified)}${added ? ' but the env file that new variables were offered for' : ''}.`;
	if (error instanceof JournalFailed)
		return cutShort(purpose, changed, { message: unannounced(error), advice: error.advice }, unchanged);
	if (error instanceof EngineGone || (error instanceof OperatorError && changed))
		return cutShort(purpose, changed, error, unchanged);
	if (error instanceof OperatorError)
		return { exit: error.exit, state: 'unknown', text: [error.message, ...error.advice] };
	return { exit: 1, state: 'unknown', text: faultLines(error as Error) };
}

const unannounced = ({ message }: JournalFailed) =>
	`${message} What cannot be announced there is not done: the run was stopped between two steps.`;

/** The run stands where it was, and can be gone on with. */
function cutShort(
	purpose: Purpose,
	changed: boolean,
	{ message, advice }: Pick<OperatorError, 'message' | 'advice'>,
	unchanged: string,
): Result {
	return {
		exit: 3,
		state: changed ? 'in between' : purpose === 'upgrade' ? 'old version' : 'unknown',
		text: [
			message,
			...(changed ? [] : [unchanged]),
			// Who says so knows of this moment alone, not of what the run did before.
			...advice.filter((line) => line !== 'Nothing was changed.'),
			`Then, to go on: lockkeeper ${changed ? 'attach' : purpose}`,
		],
		...(changed ? { interrupted: true } : {}),
	};
}

/** A fault of Lockkeeper's own: a sentence for the operator, then what the developers need. */
export function faultLines({ message, stack }: Error): readonly string[] {
	return [`A fault of Lockkeeper’s own: ${message}`, ...(stack ? [stack] : [])];
}

/** What an earlier hop of the run has changed is no news; a clause. */
export const unchangedSince = (verified: string) =>
	`Nothing of the stack was changed since ${verified} was verified`;

/** The operator, or nobody, left a run that had changed nothing. A rollback began from a state that is not looked at here. */
export function left(
	purpose: Purpose = 'upgrade',
	wish?: Wish,
	unchanged = 'Nothing of the stack was changed',
): Result {
	return {
		exit: wish === 'no answer' ? 5 : 130,
		state: purpose === 'upgrade' ? 'old version' : 'unknown',
		text: [
			wish === 'no answer'
				? `A gate waits for an answer, and nobody is there to give it. ${howToAnswer}`
				: 'You left.',
			purpose === 'upgrade' ? `${unchanged}; the version before serves.` : `${unchanged} by this run.`,
			`To go on: lockkeeper ${purpose}`,
		],
	};
}

/** What a script can say ahead. */
export const howToAnswer =
	'Answer on a terminal; or say --yes, and --allow-irreversible as well for what asks for the stack’s name.';
