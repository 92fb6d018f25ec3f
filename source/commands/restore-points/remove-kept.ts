// Touches the world: removes what a way back has kept, by its name.
import { OperatorError } from '../../host/errors.ts';
import { readManifest } from '../../restore-points/manifest-file.ts';
import type { Gate } from '../../run/gates.ts';
import { type KeptState, keptStateName, keptStatesOf, unfinishedUndo } from '../../run/kept-state.ts';
import { keptParts, removeKept } from '../../run/look-at-kept.ts';
import { isHalfSwapped, noteKeptRemoved, readRunRecords } from '../../run/run-records.ts';
import type { Stack } from '../../survey/identify.ts';
import { clock } from '../../text/clock.ts';
import { inWords } from '../../text/list.ts';
import type { CommandLine } from '../arguments.ts';
import { isAsked, withAskByName } from './ask-by-name.ts';
import { type Outcome, sayOutcome } from './say.ts';
import { doWork } from './work.ts';

/**
 * `restore-points prune NAME`. Only what the journals say that Lockkeeper kept, and only by its whole name.
 * @returns the exit code @throws OperatorError when there is none of this name, or another Lockkeeper holds the stack
 */
export async function removeKeptState(line: CommandLine, stack: Stack, name: string): Promise<number> {
	const stopped = ['What was removed by then is gone; what is in use is untouched.'];
	const outcome = await doWork(line, stack, { locked: true, stopped }, async ({ signal }) => {
		const state = demandState(stack, name);
		const manifest = await readManifest(state.restorePoint);
		const there = (await keptParts(stack, state)).filter(({ isThere }) => isThere).map((part) => part.name);
		const inside = insideOf(stack, state);
		if (there.length > 0) {
			const said = await answer(line, gateFor(stack, state, name, there, inside), inside, signal);
			if (said !== 'yes') return leftAlone(name, said);
			await removeKept(stack, state, manifest);
		}
		noteKeptRemoved(stack.directory, state.run, name);
		const text = there.length > 0 ? `Removed: ${inWords(there)}.` : `Nothing of ${name} is there any more.`;
		return { exit: 0, text: [text], facts: { removed: there } };
	});
	return sayOutcome(line, outcome);
}

function demandState(stack: Stack, name: string): KeptState {
	const records = readRunRecords(stack.directory);
	const states = keptStatesOf(records);
	const found = states.find((state) => keptStateName(state) === name);
	if (!found)
		throw new OperatorError(`Expected the whole name of a state that a way back has kept, got “${name}”.`, {
			exit: 2,
			advice: [`There are: ${states.map(keptStateName).join(', ') || 'none'}.`, 'Nothing was removed.'],
		});
	if (unfinishedUndo(records) === found.at)
		throw new OperatorError(`An undo of this was begun and did not end: it needs ${name}.`, {
			exit: 3,
			advice: ['Nothing was removed. Take it to its end first: lockkeeper rollback --undo'],
		});
	if (!isHalfSwapped(records)) return found;
	throw new OperatorError(
		'The newest way back stopped in the middle of its swap: what is kept may be what has to be served.',
		{ exit: 3, advice: ['Nothing was removed. Take a way back to its end first: lockkeeper rollback'] },
	);
}

/** A server's data directory holds the databases that earlier ways back have kept: they would go with it. */
const insideOf = (stack: Stack, { at, copies }: KeptState): readonly string[] =>
	copies === undefined
		? []
		: keptStatesOf(readRunRecords(stack.directory))
				.filter((other) => other.at < at && other.copies === undefined && other.alone?.of !== 'files')
				.map(keptStateName);

const gateFor = (
	stack: Stack,
	{ version, at }: KeptState,
	name: string,
	there: readonly string[],
	inside: readonly string[],
): Gate => ({
	id: `remove-${name}`,
	kind: 'type',
	expected: name,
	title: `Remove ${name}? Type its name.`,
	text: [
		`It is the state of ${stack.name} before the restore of ${clock(at)}, of ${version}.`,
		...(inside.length > 0
			? [`In its files lie the databases of ${inWords(inside)}, unless they were removed: they go with it.`]
			: []),
	],
	commands: [],
	changes: `${inWords(there)} removed, and cannot be brought back`,
	wayBack: 'none',
});

/** `--yes` answers: the name was typed already. @param inside names of what would go as well */
async function answer(
	{ yes, json }: CommandLine,
	gate: Gate,
	inside: readonly string[],
	stop: AbortSignal,
): Promise<'yes' | 'no' | 'nobody'> {
	// Nothing is removed that nobody named.
	if (yes && inside.length === 0) return 'yes';
	if (json || !isAsked()) return 'nobody';
	let said: 'yes' | 'no' = 'no';
	await withAskByName(stop, async (ask) => {
		if (await ask(gate)) said = 'yes';
	});
	return said;
}

const leftAlone = (name: string, said: 'no' | 'nobody'): Outcome =>
	said === 'no'
		? { exit: 0, text: [`${name} is left as it is.`], facts: { removed: [] } }
		: {
				exit: 5,
				text: [
					'Nothing was removed: it waits for an answer.',
					'Answer on a terminal, by its name; or say --yes.',
				],
				facts: { removed: [] },
			};
