// Touches the world: reads the journals of a stack; needs no engine and changes nothing.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { OperatorError } from '../host/errors.ts';
import { secretsOfFiles } from '../run/bundle/files-secrets.ts';
import { readHistory, runIds, runsDirectory } from '../run/history/read-history.ts';
import type { RunHistory } from '../run/history/run-history.ts';
import { type Now, nowOf, standingOf } from '../run/history/standing.ts';
import { isAlive, readLock } from '../run/lock.ts';
import { stateDirectory } from '../survey/identify.ts';
import { findStackFile } from '../survey/stack-file.ts';
import { type Redact, redactor } from '../text/redact.ts';
import type { CommandLine } from './arguments.ts';
import { chooseId } from './choose-id.ts';
import { asLines, asMarkdown, type Document } from './history/document.ts';
import { listDocument } from './history/list-document.ts';
import { runDocument } from './history/run-document.ts';
import { sayLines } from './restore-points/say.ts';

/** `lockkeeper history [RUN]`. @returns the exit code @throws OperatorError for bad input, or what nobody may read */
export async function history(line: CommandLine): Promise<number> {
	const stack = resolve(line.stack);
	// Runs can be told without the Compose file; without either this is no stack.
	if (!existsSync(stateDirectory(stack))) findStackFile(stack);
	const { run, markdown, bundle } = line.history ?? { run: undefined, markdown: false, bundle: undefined };
	const ids = await runIds(stack);
	const id = run === undefined ? undefined : chooseId(run, ids, 'a run');
	// Each for itself: not all journals are held at the same time.
	const histories: RunHistory[] = [];
	for (const each of ids) histories.push(await readHistory(stack, each, each === id ? 'whole' : 'in short'));
	const now = nowOf(histories, goingOn(stack));
	const told = histories.find((each) => each.run === id);
	if (told?.problem !== undefined && told.began === undefined) throw unreadable(stack, told, now);
	const runs = runsDirectory(stack);
	if (told && bundle !== undefined)
		return (await import('./history/bundle.ts')).bundle(line, told, now, {
			...{ stack, directory: join(runs, told.run), file: bundle },
		});
	// A run of long ago, or by an older Lockkeeper, may have written what is known for a secret today.
	const hide = redactor(secretsOfFiles(stack).secrets);
	if (line.json)
		say(
			hiddenJson(
				told ? inJson(told, now) : { stack, runs: histories.toReversed().map((each) => inShort(each, now)) },
				hide,
			),
		);
	else {
		const document = told
			? runDocument(told, now, join(runs, told.run))
			: listDocument(histories, now, { directory: stack, runs });
		sayLines((markdown ? asMarkdown : asLines)(hiddenDocument(document, hide)));
	}
	return 0;
}

const hiddenJson = (value: unknown, hide: Redact): string =>
	JSON.stringify(value, (_key, each: unknown) => (typeof each === 'string' ? hide(each) : each));

const hiddenDocument = (document: Document, hide: Redact): Document => JSON.parse(hiddenJson(document, hide));

const say = (text: string) => process.stdout.write(`${text}\n`);

/** The run that works on the stack now. */
function goingOn(stack: string): string | undefined {
	const holder = readLock(stateDirectory(stack));
	return holder && isAlive(holder) ? holder.run : undefined;
}

const inJson = (history: RunHistory, now: Now) => ({
	...history,
	standing: standingOf(history, now),
	goingOn: now.goingOn === history.run,
	canBeGoneOnWith: now.open === history.run,
});

/** What the list has of each. */
function inShort(history: RunHistory, now: Now) {
	const { entries: _1, findings: _2, facts: _3, waysBack: _4, leftOut: _5, ...rest } = inJson(history, now);
	return rest;
}

const unreadable = (stack: string, history: RunHistory, now: Now) =>
	new OperatorError(`Run ${history.run}: ${standingOf(history, now)}.`, {
		exit: 3,
		advice: ['Nothing was changed.', `See what is in ${join(runsDirectory(stack), history.run)}.`],
	});
