// Touches the world: removes restore points, each by its name.
import { removeRestorePoint } from '../../restore-points/remove.ts';
import type { Verdict } from '../../restore-points/retention.ts';
import type { Gate } from '../../run/gates.ts';
import { keptLines, keptThere } from '../../run/kept-lines.ts';
import { retentionOf, type StackRetention } from '../../run/retention-of.ts';
import type { Stack } from '../../survey/identify.ts';
import { count } from '../../text/list.ts';
import type { CommandLine } from '../arguments.ts';
import { isAsked, withAskByName } from './ask-by-name.ts';
import { removeCommand, verdictLines } from './prune-lines.ts';
import { type Outcome, sayLines, sayOutcome } from './say.ts';
import { doWork, type Work } from './work.ts';

/** `restore-points prune`. @returns the exit code @throws OperatorError when another Lockkeeper holds the stack */
export async function prune(line: CommandLine, stack: Stack): Promise<number> {
	const stopped = ['What was removed by then is gone; every other restore point is untouched.'];
	const outcome = await doWork(line, stack, { locked: true, stopped }, async (context) => {
		const found = await retentionOf(stack, new Date());
		const { keep, remove } = found.retention;
		if (!line.json)
			sayLines([...verdictLines(found.retention), ...keptLines(await keptThere(stack), stack.directory)]);
		if (remove.length === 0)
			return { exit: 0, text: ['There is nothing to remove.'], facts: { removed: [], kept: keep } };
		if (line.yes) return removeAll(found, remove, context);
		return isAsked() && !line.json ? askForEach(found, context) : unanswered(found);
	});
	return sayOutcome(line, outcome);
}

const unanswered = ({ retention }: StackRetention): Outcome => ({
	exit: 5,
	text: [
		`Nothing was removed. ${count(retention.remove.length, 'removal')} wait for an answer: ${retention.remove.map(({ id }) => id).join(', ')}.`,
		'Answer on a terminal, each by its name; or say --yes.',
	],
	facts: { remove: retention.remove, keep: retention.keep },
});

async function removeAll(
	{ retention, pathOf }: StackRetention,
	wanted: readonly Verdict[],
	{ signal }: Pick<Work, 'signal'>,
): Promise<Outcome> {
	for (const { id } of wanted) {
		signal.throwIfAborted();
		await removeRestorePoint(pathOf(id));
	}
	return removedOutcome(retention, wanted);
}

async function askForEach(found: StackRetention, { signal }: Work): Promise<Outcome> {
	const removed: Verdict[] = [];
	await withAskByName(signal, async (ask) => {
		for (const verdict of found.retention.remove) {
			if (!(await ask(gateFor(verdict, found.pathOf(verdict.id))))) continue;
			await removeRestorePoint(found.pathOf(verdict.id));
			sayLines([`removed ${verdict.id}`]);
			removed.push(verdict);
		}
	});
	return removedOutcome(found.retention, removed);
}

const gateFor = ({ id, reason }: Verdict, path: string): Gate => ({
	id: `remove-${id}`,
	kind: 'type',
	expected: id,
	title: `Remove ${id}? Type its name.`,
	text: [`${reason}.`],
	commands: [removeCommand(path)],
	changes: `${path} is removed, and cannot be brought back`,
	wayBack: 'none',
});

function removedOutcome({ keep, remove }: StackRetention['retention'], removed: readonly Verdict[]): Outcome {
	const declined = remove.filter((verdict) => !removed.includes(verdict));
	return {
		exit: 0,
		text: [
			`${count(removed.length, 'directory', 'directories')} removed${removed.length > 0 ? `: ${removed.map(({ id }) => id).join(', ')}` : ''}. ${keep.length + declined.length} left as they are.`,
		],
		facts: { removed, kept: [...keep, ...declined] },
	};
}
