import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { httpAnswer, schemaRevision, tableChecksums } from '../lab/specivo/facts.ts';
import { pinVersion } from '../lab/specivo/pin.ts';
import type { SpecivoStack } from '../lab/specivo/stack.ts';
import { callWithJson } from './lockkeeper.ts';
import { bringUpForTest, type StackOfTest } from './stack-of-test.ts';
import { fileDigests, namesIn } from './stack-state.ts';

const scripts = path.join(import.meta.dirname, '..', 'bench', 'restore-points');
let place: StackOfTest | undefined;
let stack: SpecivoStack;
let backups: string;

beforeAll(async () => {
	backups = await mkdtemp(path.join(tmpdir(), 'lockkeeper-guide-'));
	place = await bringUpForTest({ version: '0.2.0', project: 'e2e-guide', port: 19_965 });
	stack = place.stack;
});
afterAll(async () => {
	await place?.clearAway();
	await rm(backups, { recursive: true, force: true });
});

const attachments = () => path.join(stack.directory, 'specivo-data', 'attachments');
const late = 'written-by-the-failed-version';
const byHand = (script: string, ...words: string[]) =>
	execa('bash', [path.join(scripts, script), backups, ...words], {
		...{ cwd: stack.directory, stdin: 'ignore', reject: false },
	});
const rollBack = () =>
	callWithJson(['rollback', '--stack', stack.directory, '--yes', '--allow-irreversible']);
const revisions = async () =>
	(await stack.sql('SELECT version_num FROM alembic_version ORDER BY 1')).split('\n');
/** What has to be the same after a way back as before the upgrade. */
const data = async () => ({
	tables: await tableChecksums(stack),
	revisions: await revisions(),
	attachments: await fileDigests(attachments()),
});

/** What the failed version leaves: half of its migrations, and a file of its own. */
async function demandFailedState(): Promise<void> {
	expect(await schemaRevision(stack)).toBe('0024');
	await writeFile(path.join(attachments(), late), 'light');
}

test('after a migration that broke, the guide’s own restore ends with 0 and wrong, ours right', async () => {
	const before = await data();
	expect(before.revisions).toEqual(['0023']);
	expect(await byHand('by-hand.sh')).toMatchObject({ exitCode: 0 });
	const failed = await callWithJson(['upgrade', '--stack', stack.directory, '--to', '0.3.0', '--yes']);
	expect(failed.exit).toBe(3);

	await demandFailedState();
	const { exit, result } = await rollBack();
	expect({ exit, state: result.state }, result.text.join('\n')).toEqual({ exit: 0, state: 'old version' });
	expect(await data()).toEqual(before);
	expect((await httpAnswer(stack)).status).toBe(302);

	// To the same state once more, as the guide upgrades.
	await pinVersion(stack, '0.3.0');
	expect((await stack.tryCompose(['up', '--detach', '--quiet-pull'])).exitCode).not.toBe(0);
	await demandFailedState();

	const { exitCode, stderr } = await byHand('guide-restore.sh', '0.2.0');
	expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
	// psql says a lot and fails in nothing.
	expect(stderr).toContain('ERROR:  relation "alembic_version" already exists');
	expect(await revisions()).toEqual(['0023', '0024']);
	expect(Object.keys(await tableChecksums(stack))).toContain('tags');
	expect(await namesIn(attachments())).toContain(late);
	expect(await tableChecksums(stack)).not.toEqual(before.tables);
	const started = await stack.tryCompose(['up', '--detach', '--quiet-pull']);
	expect(started.exitCode).not.toBe(0);
	expect(await stack.compose(['logs', '--no-log-prefix', 'api'])).toContain(
		"Can't locate revision identified by '0024'",
	);
	await expect(httpAnswer(stack)).rejects.toThrow();
});
