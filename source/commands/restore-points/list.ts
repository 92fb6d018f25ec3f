// Touches the world: lists what lies among the restore points, and asks for copies elsewhere.
import process from 'node:process';
import { openOffHost } from '../../off-host/open-off-host.ts';
import { namedTarget } from '../../off-host/target.ts';
import { keptLines, keptThere } from '../../run/kept-lines.ts';
import { readLock } from '../../run/lock.ts';
import { retentionOf } from '../../run/retention-of.ts';
import { type Stack, stateDirectory } from '../../survey/identify.ts';
import { probe } from '../../survey/probe.ts';
import type { CommandLine } from '../arguments.ts';
import { type Copies, listLines } from './list-lines.ts';
import { sayLines } from './say.ts';

/** Milliseconds that the other end may take to answer: a list must not hang on it. */
const patience = 15_000;

/** `restore-points list`: one line each, newest last. @returns the exit code */
export async function list(line: CommandLine, stack: Stack): Promise<number> {
	const [{ retention, found, pinned }, copies, kept] = await Promise.all([
		retentionOf(stack, new Date(), readLock(stateDirectory(stack.directory))),
		copiesOf(stack),
		keptThere(stack),
	]);
	if (line.json) {
		const complete = found.complete.map(({ manifest }) => manifest);
		const { incomplete, unreadable } = found;
		process.stdout.write(
			`${JSON.stringify({ complete, incomplete, unreadable, retention, copies, kept })}\n`,
		);
	} else
		sayLines([
			...listLines({ name: stack.name, backups: stack.backups, retention, found, pinned, copies }),
			...keptLines(kept, stack.directory),
		]);
	return 0;
}

/** Undefined when lockkeeper.yaml names no place for copies. */
async function copiesOf(stack: Stack): Promise<Copies | undefined> {
	const target = namedTarget(stack.settings.offHost);
	if (target === undefined) return undefined;
	const signal = AbortSignal.timeout(patience);
	const answer = await probe(async () => {
		const opened = await openOffHost(target, { stack: stack.name, restorePoints: stack.backups, signal });
		return (await opened.list({ signal })).whole;
	});
	return { at: target.name, answer };
}
