import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callLockkeeper, callWithJson, endOfStep, eventsOf } from '../e2e/lockkeeper.ts';
import { attachmentHashes, columns, schemaVersion, tableChecksums } from '../lab/jotbook/facts.ts';
import { bringUpJotbook, type JotbookStack, takeDownJotbook } from '../lab/jotbook/stack.ts';
import { tutorialOutput, tutorialRunbook } from './tutorial.ts';

// An app that no built-in runbook knows, upgraded and taken back by the runbook that the tutorial has, which is read
// from its page. What the page says Lockkeeper prints is looked for in what it prints.

let directory: string;
let stack: JotbookStack;
const file = (name: string) => readFile(path.join(directory, name), 'utf8');
const words = (command: string, version: string) => [command, '--stack', directory, '--to', version];
const state = async () => ({
	pin: await file('.env'),
	schema: await schemaVersion(stack),
	columns: await columns(stack),
	tables: await tableChecksums(stack),
	attachments: await attachmentHashes(stack),
});
async function goBack(): Promise<void> {
	const back = ['rollback', '--stack', directory, '--yes', '--allow-irreversible'];
	const { result } = await callWithJson(back);
	expect(result, result.text.join('\n')).toMatchObject({ exit: 0, state: 'old version' });
}

beforeAll(async () => {
	directory = await mkdtemp(path.join(tmpdir(), 'lockkeeper-tutorial-'));
	stack = await bringUpJotbook({
		...{ version: '1.0.0', directory, project: 'system-tutorial', port: 19_751 },
	});
});
afterAll(async () => {
	if (stack) await takeDownJotbook(directory);
	await rm(directory, { recursive: true, force: true });
});

test('without a runbook of its own nobody knows the app', async () => {
	const { result } = await callWithJson(['check', '--stack', directory]);
	expect(result.exit).toBe(2);
	expect(result.text[0]).toMatch(/^No runbook fits this stack\. Its images are jotbook\/jotbook:1\.0\.0;/);
});

test('the checklist names the app and what it saw, by the runbook of the stack itself', async () => {
	await writeFile(path.join(directory, 'lockkeeper.yaml'), tutorialRunbook());
	const { exit, stdout } = await callLockkeeper(words('check', '1.1.0'));
	expect(exit, stdout).toBe(0);
	expect(stdout).toContain('Running version: Jotbook 1.0.0: jotbook 1.0.0');
	for (const line of tutorialOutput('pass Services')) expect(stdout).toContain(line);
});

test('a good hop, verified by container, log, HTTP and the app’s own table', async () => {
	const before = await state();
	const { exit, stdout } = await callLockkeeper([...words('upgrade', '1.1.0'), '--yes']);
	expect(exit, stdout).toBe(0);
	for (const line of tutorialOutput('done keep-images')) expect(stdout).toContain(line);
	const after = await state();
	expect(after.pin).toBe(before.pin.replace('JOTBOOK_VERSION=1.0.0', 'JOTBOOK_VERSION=1.1.0'));
	expect([before.schema, after.schema]).toEqual([1, 2]);
	expect(after.columns).toContain('notes.pinned');
	expect(after.attachments).toEqual(before.attachments);
});

test('a hop that drops a column, and the way back to equal rows and files', async () => {
	const before = await state();
	const { result, events } = await callWithJson([...words('upgrade', '1.2.0'), '--yes']);
	expect(result, result.text.join('\n')).toMatchObject({ exit: 0, state: 'new version' });
	expect(endOfStep(events, 'prove').detail).toContain('2 tables, 1008 rows as saved');
	expect(await columns(stack)).not.toContain('notes.draft');
	await goBack();
	expect(await state()).toEqual(before);
});

test('a migration that fails, in words that only the runbook knows', async () => {
	const before = await state();
	const { result, events } = await callWithJson([...words('upgrade', '1.2.1'), '--yes']);
	expect(result).toMatchObject({ exit: 3 });
	const said = [...result.text, ...eventsOf(events, 'gate').map(({ gate }) => JSON.stringify(gate))].join(
		'\n',
	);
	const [reason = '', recommended = '', because = ''] = tutorialOutput('migration 3 failed');
	// Between two restarts the engine tells the exit code as well.
	expect(said.replace(' with exit code 1', '')).toContain(reason);
	expect(said).toContain(`Recommended: ${recommended.replace(' (recommended)', '')}`);
	expect(said).toContain(because);
	await goBack();
	expect(await state()).toEqual(before);
});

test('the schema told by the app’s own program, of the database in use and of the image of the target', async () => {
	const python = (line: string) => `[python3, -c, "${line}"]`;
	const now =
		"import sqlite3; print(sqlite3.connect('/data/jotbook.db').execute('SELECT max(version) FROM schema_version').fetchone()[0])";
	const newest = "import json; print(len(json.load(open('release.json'))['migrations']))";
	const command = `schema: { command: { service: jotbook, run: ${python(now)}, newest: ${python(newest)} } }`;
	const runbook = tutorialRunbook().replace(/^schema: .*$/m, command);
	await writeFile(path.join(directory, 'lockkeeper.yaml'), runbook);
	const { exit, stdout } = await callLockkeeper([...words('upgrade', '1.2.0'), '--yes']);
	expect(exit, stdout).toBe(0);
	expect(stdout).toContain('pass Schema revision: 2, the newest of the running image');
	expect(stdout).toContain('1.2.0 brings the schema to 3');
	expect(stdout).toContain('HTTP as expected; schema 3');
	expect(await schemaVersion(stack)).toBe(3);
});
