// Touches the world: twenty older restore points of a practice stack, and the way back to one, in the built wizard.
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PracticeStack } from '../../source/practice/open-practice-stack.ts';
import type { Manifest } from '../../source/restore-points/manifest.ts';
import { sealOf } from '../../source/restore-points/seal.ts';
import { openPracticeQuickly } from '../practice/open-quickly.ts';
import { onStack } from '../practice/opened-stack.ts';
import { keys, openTerminal } from '../wizard/terminal.ts';
import { walkUntil } from '../wizard/walk.ts';

const program = join(import.meta.dirname, '../../dist/cli.js');
let stack: PracticeStack;
let backups: string;
/** Id of the restore point that is gone back to: older than the upgrade's own. */
let oldest: string;

beforeAll(async () => {
	stack = await openPracticeQuickly({ rows: 300 });
	await stack.ready;
	backups = join(stack.directory, '.lockkeeper', 'backups', 'practice');
	await call('backup');
	[oldest = 'none'] = await readdir(backups);
	await writeFile(late(), 'since');
	await onStack(stack).sql("UPDATE projects SET name = name || ', changed' WHERE id = 1");
	await call('upgrade', '--to', '0.1.10');
	for (let day = 10; day < 29; day++) await copyAs(`202001${day}T021000Z-0.1.9`);
	await mkdir(join(backups, '20200130T021000Z-0.1.9'));
	await writeFile(join(backups, '20200130T021000Z-0.1.9', 'manifest.json'), '{');
}, 120_000);
afterAll(() => stack.close());

const environment = () => ({ ...process.env, ...stack.engine.environment, LANG: 'C.UTF-8', NO_COLOR: '1' });
async function call(...words: string[]): Promise<void> {
	const { exitCode, stdout } = await execa(
		process.execPath,
		[program, ...words, '--stack', stack.directory, '--yes', '--json'],
		{ env: environment(), stdin: 'ignore', reject: false, timeout: 120_000 },
	);
	expect(exitCode, stdout.slice(-2000)).toBe(0);
}

const late = () => join(stack.directory, 'specivo-data', 'attachments', 'late');
const changed = () => onStack(stack).sql("SELECT count(*) FROM projects WHERE name LIKE '%, changed'");
const pinned = async () =>
	/^SPECIVO_VERSION=(.*)$/m.exec(await readFile(join(stack.directory, '.env'), 'utf8'))?.[1];

/** The restore point once more, as one of that time. */
async function copyAs(id: string): Promise<void> {
	const path = join(backups, id);
	await cp(join(backups, oldest), path, { recursive: true });
	const manifest: Manifest = JSON.parse(await readFile(join(path, 'manifest.json'), 'utf8'));
	const takenAt = `${id.slice(0, 4)}-${id.slice(4, 6)}-${id.slice(6, 8)}T02:10:00.000Z`;
	const older = { ...manifest, id, takenAt };
	await writeFile(join(path, 'manifest.json'), JSON.stringify({ ...older, seal: sealOf(older) }));
}

test('at 80×24 the list leads to any of them, no leads out of it, and the chosen one comes back', async () => {
	expect(await changed()).toBe('1');
	const wizard = openTerminal({
		...{ columns: 80, rows: 24, program: process.execPath, env: environment() },
		args: [program, 'rollback', '--stack', stack.directory],
	});
	/** Presses a key until the screen shows the text. */
	const pressUntil = async (key: string, shown: string) => {
		for (let times = 0; times < 40 && !wizard.text().includes(shown); times++) {
			const before = wizard.text();
			wizard.type(key);
			// One key at a time: those that a busy machine has not read yet would lead past it.
			for (let waited = 0; waited < 3000 && wizard.text() === before; waited += 60) await sleep(60);
			await sleep(120);
		}
		expect(wizard.text()).toContain(shown);
		await sleep(500);
	};
	try {
		await wizard.waitFor('Which way?', 30_000);
		await sleep(600);
		// Its text stands beside it once it is highlighted.
		await pressUntil(keys.down, 'Changes: nothing yet');
		wizard.type(keys.enter);
		const list = await wizard.waitFor('Which restore point?', 30_000);
		expect(
			list.split('\n').every((line) => line.length <= 80),
			list,
		).toBe(true);
		expect(list).toContain('1 of 21');
		await sleep(600);
		// One that cannot be relied on is listed with its reason, and refused.
		await pressUntil(keys.down, '2 of 21');
		expect(wizard.text()).toMatch(/cannot be chosen: manifest\.json:/);
		wizard.type(keys.enter);
		await wizard.waitFor(/! 20200130T021000Z-0\.1\.9/, 5000);
		await pressUntil(keys.down, '21 of 21');
		expect(wizard.text()).toMatch(/▸ 0\.1\.9 {2}2020-01-10 02:10 UTC/);
		expect(wizard.text()).toContain('KiB, proven: data loaded');
		wizard.type('n');
		await wizard.waitFor('Which way?', 10_000);
		await sleep(600);
		await pressUntil(keys.down, 'Changes: nothing yet');
		wizard.type(keys.enter);
		await wizard.waitFor('1 of 21', 30_000);
		await sleep(600);
		wizard.type(keys.enter);
		const end = await walkUntil(wizard, /0\.1\.9 serves again and was verified/, {}, 90_000);
		expect(end).toContain('0.1.10 → 0.1.9');
		wizard.type('q');
		expect(await wizard.waitForExit()).toBe(0);
	} finally {
		await wizard.close();
	}
	expect([await pinned(), await changed()]).toEqual(['0.1.9', '0']);
	await expect(readFile(late())).rejects.toThrow('ENOENT');
}, 180_000);

test('its plan is the one that `rollback --to` makes', async () => {
	const runs = join(stack.directory, '.lockkeeper', 'runs');
	const newest = (await readdir(runs)).sort().at(-1) ?? 'none';
	const events = (await readFile(join(runs, newest, 'journal.jsonl'), 'utf8'))
		.split('\n')
		.flatMap((line) => (line ? [JSON.parse(line)] : []));
	const { plan } = events.findLast(({ type }) => type === 'plan');
	expect(plan).toMatchObject({ purpose: 'rollback', from: '0.1.10', to: '0.1.9' });
	const swap = plan.steps.find(({ id }: { id: string }) => id === 'swap');
	expect(swap.parameters).toMatchObject({ restorePoint: join(backups, oldest), keeps: '0.1.10' });
});
