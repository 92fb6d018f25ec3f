// Touches the world: backups and restore points of a practice stack, through the built program.
import { chmod, mkdir, readdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Plan } from '../../source/plan/plan.ts';
import type { PracticeStack } from '../../source/practice/open-practice-stack.ts';
import { readManifest, writeManifest } from '../../source/restore-points/manifest-file.ts';
import { takeLock } from '../../source/run/lock.ts';
import { openPracticeQuickly } from '../practice/open-quickly.ts';
import { openTerminal, type Terminal } from '../wizard/terminal.ts';

type Line = { readonly type: string; readonly exit?: number; readonly text?: readonly string[] } & Record<
	string,
	unknown
>;

const program = join(import.meta.dirname, '../../dist/cli.js');
let stack: PracticeStack;
let backups: string;

beforeAll(async () => {
	stack = await openPracticeQuickly({ rows: 500 });
	backups = join(stack.directory, '.lockkeeper', 'backups', 'practice');
	await stack.ready;
});
afterAll(() => stack.close());

const start = (words: readonly string[], on = stack) =>
	execa(process.execPath, [program, ...words, '--stack', on.directory], {
		env: { ...on.engine.environment, LANG: 'C.UTF-8' },
		stdin: 'ignore',
		reject: false,
		timeout: 90_000,
	});

async function call(...words: readonly string[]) {
	const { exitCode, stdout, stderr } = await start(words);
	return { exit: exitCode, text: stdout, said: stderr };
}

async function callWithJson(words: readonly string[], on = stack) {
	const { exitCode, stdout } = await start([...words, '--json'], on);
	const lines = stdout.split('\n').map((line) => JSON.parse(line) as Line);
	const last = lines.at(-1);
	if (!last) throw new Error('nothing was printed');
	return { exit: exitCode, lines, last, text: last.text?.join('\n') ?? '' };
}

const points = async () => (await readdir(backups)).filter((name) => !name.startsWith('.'));

test('a backup is taken and proven without a question, listed, shown, exported, and kept by prune', async () => {
	const { exit, lines, last, text } = await callWithJson(['backup']);
	expect({ exit, state: last.state }, text).toEqual({ exit: 0, state: 'old version' });
	expect(lines.flatMap((line) => (line.type === 'phase' ? [line.phase] : []))).toEqual([
		'Survey',
		'Back up',
		'Report',
	]);
	expect(lines.filter(({ type }) => type === 'gate')).toEqual([]);
	// What a restore point does not hold is not asked for: no registry, no container of the app's image.
	const facts = lines.flatMap((line) => (line.type === 'fact' ? [line.fact as Record<string, string>] : []));
	expect(facts.map((fact) => fact.id)).not.toContain('releases');
	expect(facts.findLast((fact) => fact.id === 'schema')?.value).toBe('0020');
	const [id = ''] = await points();
	expect(text).toContain(`Restore point ${id}:`);
	expect(text).toMatch(/It was proven on .*, level data: specivo loaded .* rows equal/);
	expect(text).toContain(`It lies in ${join(backups, id)}. No other copy of it is known`);

	const listed = await call('restore-points');
	expect(listed.exit).toBe(0);
	expect(listed.text).toMatch(new RegExp(`^${id}  0\\.1\\.9  taken .*  proven: data loaded$`, 'm'));
	const shown = await call('restore-points', 'show', id.slice(0, 12));
	expect(shown.text).toMatch(/public\.issues {2}\d+ rows/);
	const { last: manifest } = await callWithJson(['restore-points', 'show', 'newest']);
	expect(manifest.id).toBe(id);

	const target = join(dirname(stack.directory), 'export');
	const exported = await call('restore-points', 'export', 'newest', '--to', target);
	expect(exported.exit, exported.said).toBe(0);
	expect((await readdir(target)).toSorted()).toEqual([
		'README.md',
		'database-db-specivo.dump',
		'directory-specivo-data',
		'files',
		'globals-db.sql',
	]);
	const again = await call('restore-points', 'export', 'newest', '--to', target);
	expect({ exit: again.exit, said: again.said }).toEqual({
		exit: 2,
		said: expect.stringContaining('Expected an empty directory or none'),
	});

	const pruned = await callWithJson(['restore-points', 'prune', '--yes']);
	expect(pruned.last).toMatchObject({
		exit: 0,
		removed: [],
		kept: [{ id, reason: 'it is the newest proven one' }],
	});
	expect(await points()).toEqual([id]);
}, 120_000);

test('a quick backup says that nothing was loaded; it is proven later', async () => {
	const { exit, lines, text } = await callWithJson(['backup', '--prove', 'quick', '--yes']);
	expect(exit, text).toBe(0);
	// The first backup has shown how long saving takes; it loaded, so of reading back alone it tells nothing.
	const plan = lines.find(({ type }) => type === 'plan')?.plan as Plan | undefined;
	expect(plan?.steps.map(({ id, seen }) => [id, typeof seen])).toEqual([
		['restore-point', 'string'],
		['prove', 'undefined'],
	]);
	expect(text).toMatch(/It was read back on .*, and nothing was loaded: .* It is not proven\./);
	const id = (await points()).at(-1) ?? '';
	const proven = await callWithJson(['restore-points', 'prove', 'newest', '--level', 'full']);
	expect(proven.last).toMatchObject({ exit: 0, id, proof: { level: 'full' } });
	expect((await call('restore-points')).text).toMatch(new RegExp(`^${id} .* proven: loaded in full$`, 'm'));
}, 120_000);

test('while a run holds the stack, what writes is refused with its name; what reads is not', async () => {
	const release = takeLock(join(stack.directory, '.lockkeeper'), 'the-other-run', new Date());
	try {
		for (const words of [
			['backup'],
			['restore-points', 'prune', '--yes'],
			['restore-points', 'prove', 'newest'],
		]) {
			const { exit, said, text } = await call(...words);
			expect({ words, exit }, said).toEqual({ words, exit: 3 });
			expect(said + text).toContain('run the-other-run');
		}
		expect((await call('restore-points', 'list')).exit).toBe(0);
		expect((await call('restore-points', 'show', 'newest')).exit).toBe(0);
	} finally {
		release();
	}
}, 60_000);

test('without a terminal prune removes nothing unasked, names what it would, and ends with 5; --yes removes it', async () => {
	const left = '.20200101T000000Z-0.1.8.partial';
	await mkdir(join(backups, left, 'files'), { recursive: true });
	const before = await readdir(backups);
	const asked = await call('restore-points', 'prune');
	expect(asked.exit).toBe(5);
	expect(asked.text).toContain(`remove  ${left}  it has no manifest`);
	expect(await readdir(backups)).toEqual(before);
	const { last } = await callWithJson(['restore-points', 'prune', '--yes']);
	expect(last).toMatchObject({ exit: 0, removed: [{ id: left }] });
	expect(await readdir(backups)).toEqual(before.filter((name) => name !== left));
}, 60_000);

const inTerminal = (...words: readonly string[]): Terminal =>
	openTerminal({
		columns: 100,
		rows: 30,
		program: process.execPath,
		args: [program, ...words, '--stack', stack.directory],
		env: { ...process.env, ...stack.engine.environment, NO_COLOR: '1', LANG: 'C.UTF-8' },
	});

test('on a terminal each is removed by typing its name, and no keeps it', async () => {
	const names = ['20200101T000000Z-0.1.7', '20200102T000000Z-0.1.8'];
	for (const name of names) await mkdir(join(backups, name));
	const terminal = inTerminal('restore-points', 'prune');
	try {
		await terminal.waitFor(`type “${names[0]}” to go on, or no:`, 20_000);
		terminal.type('yes\r');
		await terminal.waitFor(`expected “${names[0]}”, got “yes”`, 5000);
		terminal.type('no\r');
		await terminal.waitFor(`type “${names[1]}” to go on, or no:`, 5000);
		terminal.type(`${names[1]}\r`);
		expect(await terminal.waitForExit(10_000)).toBe(0);
		expect((await readdir(backups)).filter((name) => names.includes(name))).toEqual([names[0]]);
	} finally {
		await terminal.close();
		await rm(join(backups, names[0] ?? ''), { recursive: true, force: true });
	}
}, 60_000);

test('Ctrl+C at the question removes nothing and exits with 130', async () => {
	const name = '20200101T000000Z-0.1.7';
	await mkdir(join(backups, name));
	const terminal = inTerminal('restore-points', 'prune');
	try {
		await terminal.waitFor(`type “${name}” to go on`, 20_000);
		terminal.type('\x03');
		expect(await terminal.waitForExit(10_000)).toBe(130);
		expect(await readdir(backups)).toContain(name);
	} finally {
		await terminal.close();
		await rm(join(backups, name), { recursive: true, force: true });
	}
}, 60_000);

test('the wizard shows the three stations of a backup and its report, and q closes it', async () => {
	const terminal = inTerminal('backup', '--prove', 'quick');
	try {
		const end = await terminal.waitFor(/It was read back/, 60_000);
		expect(end).toContain('Survey · Back up · ');
		expect(end).not.toContain('Checklist');
		expect(end).toContain('Leaving now costs: nothing: a backup changes nothing of the stack');
		terminal.type('q');
		expect(await terminal.waitForExit(10_000)).toBe(0);
	} finally {
		await terminal.close();
	}
}, 90_000);

test('a signal in the middle leaves no restore point, says so, and exits with 130', async () => {
	const before = await points();
	const child = start(['backup', '--json']);
	let last = '';
	for await (const line of child.iterable()) {
		last = line;
		if (line.includes('"type":"step begins","step":"restore-point"')) child.kill('SIGTERM');
	}
	expect((await child).exitCode, last).toBe(130);
	expect((JSON.parse(last) as Line).text?.join('\n')).toMatch(
		/You left\.\nNo restore point was made\. Earlier ones are untouched\./,
	);
	expect(await readdir(backups)).toEqual(before);
}, 60_000);

test('a copy goes where it is told, and a disk that is shared is said', async () => {
	const nas = join(dirname(stack.directory), 'nas');
	await mkdir(nas);
	const copied = await callWithJson(['restore-points', 'copy', 'newest', '--to', nas]);
	expect(copied.exit, copied.text).toBe(0);
	expect(copied.text).toContain('every checksum compared there');
	expect(copied.text).toContain('the only copy is still on this host');
	expect(await readdir(join(nas, 'practice', String(copied.last.id)))).toContain('manifest.json');
}, 60_000);

test('a restore point without a dump is not shipped: its physical copy would stay here', async () => {
	const [id = ''] = await points();
	const path = join(backups, id);
	const manifest = await readManifest(path);
	const physical = { directory: 'physical-db', files: 1, bytes: 1, manifestSha256: '', unlogged: [] };
	await writeManifest(path, {
		...manifest,
		parts: manifest.parts.map((part) =>
			part.kind === 'postgres' ? { ...part, artifacts: [], physical } : part,
		),
	});
	try {
		const nas = join(dirname(stack.directory), 'nas-of-nothing');
		await mkdir(nas);
		const { exit, text } = await callWithJson(['restore-points', 'copy', id, '--to', nas]);
		expect(exit, text).toBe(3);
		expect(text).toContain(`${id} cannot be copied: of specivo it holds a physical copy only`);
		expect(await readdir(nas)).toEqual([]);
	} finally {
		await writeManifest(path, manifest);
	}
}, 60_000);

test('a directory that others may look into ends a backup before the first byte', async () => {
	await chmod(backups, 0o755);
	const before = await readdir(backups);
	try {
		const { exit, last, lines, text } = await callWithJson(['backup']);
		expect({ exit, state: last.state }, text).toEqual({ exit: 3, state: 'old version' });
		expect(text).toContain(`Backup directory: ${backups} is open to other users (0755).`);
		expect(text).toContain('No restore point was made. Earlier ones are untouched.');
		expect(lines.some(({ type }) => type === 'step begins')).toBe(false);
		expect(await readdir(backups)).toEqual(before);
	} finally {
		await chmod(backups, 0o700);
	}
}, 60_000);

test('a copy is brought back onto a host that has none, and proven there', async () => {
	const nas = join(dirname(stack.directory), 'nas-of-fetch');
	const aside = join(dirname(stack.directory), 'aside');
	await mkdir(nas);
	const id = String((await callWithJson(['restore-points', 'copy', 'newest', '--to', nas])).last.id);
	const manifest = await readFile(join(backups, id, 'manifest.json'), 'utf8');
	const there = await callWithJson(['restore-points', 'fetch', id, '--from', nas]);
	expect(there.exit).toBe(3);
	expect(there.text).toContain(`${join(backups, id)} is there already.`);
	await rename(backups, aside);
	try {
		const unknown = await callWithJson(['restore-points', 'fetch', '2001', '--from', nas]);
		expect({ exit: unknown.exit, text: unknown.text }, unknown.text).toMatchObject({
			exit: 2,
			text: expect.stringContaining(`There are: ${id}.`),
		});
		const fetched = await callWithJson(['restore-points', 'fetch', 'newest', '--from', nas]);
		expect(fetched.exit, fetched.text).toBe(0);
		expect(fetched.text).toContain(`Restore point ${id} was brought from ${nas}`);
		expect(await readFile(join(backups, id, 'manifest.json'), 'utf8')).toBe(manifest);
		expect((await stat(backups)).mode & 0o777).toBe(0o700);
		expect((await stat(join(backups, id))).mode & 0o777).toBe(0o700);
		// By a process that did not write it, every entry is read.
		await callWithJson(['restore-points', 'prove', id, '--level', 'quick']);
		expect((await readManifest(join(backups, id))).proof).toMatchObject({
			level: 'read back',
			detail: expect.stringContaining('7 entries as written'),
		});
		const proven = await callWithJson(['restore-points', 'prove', id]);
		expect(proven.exit, proven.text).toBe(0);
	} finally {
		await rm(backups, { recursive: true, force: true });
		await rename(aside, backups);
	}
}, 120_000);

test('a dump that breaks off: exit 3, no restore point, earlier ones untouched', async () => {
	const bad = await openPracticeQuickly({ rows: 200, fault: 'bad-dump' });
	try {
		await bad.ready;
		await mkdir(join(bad.directory, '.lockkeeper', 'backups'), { recursive: true });
		await symlink(backups, join(bad.directory, '.lockkeeper', 'backups', 'practice'));
		const before = await readdir(backups);
		const { exit, last, text } = await callWithJson(['backup'], bad);
		expect({ exit, state: last.state }, text).toEqual({ exit: 3, state: 'old version' });
		expect(text).toContain('No restore point was made. Earlier ones are untouched.');
		expect(text).toContain('Nothing of the stack was changed: it serves as before.');
		expect(await readdir(backups)).toEqual(before);
	} finally {
		await bad.close();
	}
}, 90_000);
