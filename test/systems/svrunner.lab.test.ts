import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callWithJson, endOfStep, eventsOf } from '../e2e/lockkeeper.ts';
import { assetHashes, columns, rowCounts, tableChecksums } from '../lab/svrunner/facts.ts';
import { bringUpSvrunner, type SvrunnerStack, takeDownSvrunner } from '../lab/svrunner/stack.ts';

// SVRunner's stand-in in its container, upgraded and taken back by its built-in runbook.

let directory: string;
let stack: SvrunnerStack;
const compose = () => readFile(path.join(directory, 'docker-compose.yml'), 'utf8');
const upgrade = (version: string) =>
	callWithJson(['upgrade', '--stack', directory, '--to', version, '--yes']);
const state = async () => ({
	compose: await compose(),
	columns: await columns(stack),
	tables: await tableChecksums(stack),
	assets: await assetHashes(stack),
});
async function goBack(): Promise<void> {
	const words = ['rollback', '--stack', directory, '--yes', '--allow-irreversible'];
	const { result } = await callWithJson(words);
	expect(result, result.text.join('\n')).toMatchObject({ exit: 0, state: 'old version' });
}

beforeAll(async () => {
	directory = await mkdtemp(path.join(tmpdir(), 'lockkeeper-svrunner-'));
	stack = await bringUpSvrunner({
		...{ version: '3.0.0', directory, rows: 2000, assetsMegabytes: 2 },
		...{ project: 'system-svrunner', port: 19_995 },
	});
	await writeFile(path.join(directory, 'lockkeeper.yaml'), 'offHost: none\n');
});
afterAll(async () => {
	if (stack) await takeDownSvrunner(directory);
	await rm(directory, { recursive: true, force: true });
});

test('a good hop: verified by image, answers, schema and the database that is in use', async () => {
	const [before, rows, assets] = [await compose(), await rowCounts(stack), await assetHashes(stack)];
	const { result, events } = await upgrade('3.1.0');
	expect(result, result.text.join('\n')).toMatchObject({ exit: 0, state: 'new version' });
	expect(await compose()).toBe(before.replace(':3.0.0 ', ':3.1.0 '));
	expect(await rowCounts(stack)).toEqual({ ...rows, schedules: 0 });
	expect(await assetHashes(stack)).toEqual(assets);
	expect(endOfStep(events, 'verify').detail).toMatch(
		/^svrunner runs 3\.1\.0, .*schema: added table schedules and screens\.rotation/,
	);
	const notes = eventsOf(events, 'finding').find(({ finding }) => finding.check === 'release-notes');
	expect(notes?.finding.outcome).not.toBe('pass');
});

test('a hop that drops data names what it dropped, and the way back brings it back', async () => {
	const before = await state();
	const up = await upgrade('3.2.0');
	expect(up.result, up.result.text.join('\n')).toMatchObject({ exit: 0, state: 'new version' });
	expect(endOfStep(up.events, 'verify').detail).toMatch(
		/schema: dropped (screens\.legacy_code and table tickers|table tickers and screens\.legacy_code)/,
	);
	await goBack();
	expect(await state()).toEqual(before);
});

test('a schema update that breaks halfway is recognised with its reason, and led back', async () => {
	const before = await state();
	const { result } = await upgrade('3.2.1');
	expect(result.exit).toBe(3);
	expect(result.text.join('\n')).toContain('UNIQUE constraint failed: screens.name');
	await goBack();
	expect(await state()).toEqual(before);
});

test('a version that never answers at /graphql', async () => {
	const before = await state();
	await writeFile(path.join(directory, 'lockkeeper.yaml'), 'offHost: none\nquiet: 30\n');
	const { result } = await upgrade('3.2.2');
	expect(result.exit).toBe(3);
	expect(result.text.join('\n')).toContain('/graphql answers 503, expected 200');
	await goBack();
	expect(await state()).toEqual(before);
});

test('a mount that no longer maps to files/: an empty server that looks well is not taken for the new version', async () => {
	const before = await state();
	const { result } = await upgrade('3.2.3');
	expect(result.exit).toBe(3);
	expect(result.text.join('\n')).toContain(
		`no process has ${path.join(directory, 'files/local.db')} open, as one had before`,
	);
	expect(await stack.compose(['exec', '-T', 'svrunner', 'ls', '/data/files'])).toContain('local.db');
	await goBack();
	expect(await state()).toEqual(before);
	expect(await readdir(path.join(directory, 'files'))).toEqual(
		expect.arrayContaining(['assets', 'local.db', 'logs']),
	);
});
