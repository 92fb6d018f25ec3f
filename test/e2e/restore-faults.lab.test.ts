import { execFileSync } from 'node:child_process';
import {
	copyFile,
	cp,
	mkdtemp,
	open,
	readdir,
	readFile,
	rm,
	stat,
	truncate,
	writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { diskSpace } from '../../source/host/disk-space.ts';
import type { Manifest } from '../../source/restore-points/manifest.ts';
import { sealOf } from '../../source/restore-points/seal.ts';
import { docker, tryDocker } from '../lab/docker.ts';
import { readMarker } from '../lab/specivo/directory.ts';
import { containers, httpAnswer, schemaRevision, tableChecksums } from '../lab/specivo/facts.ts';
import { pinVersion } from '../lab/specivo/pin.ts';
import { bringUpSpecivo, type SpecivoStack, takeDownSpecivo } from '../lab/specivo/stack.ts';
import { canMount } from '../restore-points/workbench.ts';
import { openTerminal } from '../wizard/terminal.ts';
import { callWithJson, endOfStep, eventsOf } from './lockkeeper.ts';
import { fileDigests, namesIn, untouched } from './stack-state.ts';

// One stack goes over a migration once, and serves. Each test breaks one thing of its way back, asks for it, compares
// all there is with what was, and mends the thing.

const program = path.join(import.meta.dirname, '../../dist/cli.js');
const project = 'e2e-faults';
/** A version that no registry has: its image is on this host alone. */
const withdrawn = '0.1.11';
const image = `specivo/specivo:${withdrawn}`;
const keptImage = `lockkeeper-kept/specivo-specivo:${withdrawn}`;
/** A name that nobody looks for: with its last one an image is gone for good. */
const spareImage = 'e2e-faults/spare:withdrawn';
const mountable = canMount();
/** Bytes of the stack's own file system; with a floor of 30 MB. */
const room = 1_500_000_000;

let parent: string;
let stack: SpecivoStack;
let point: string;
let before: Awaited<ReturnType<typeof data>>;
const mending: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
	parent = await mkdtemp(path.join(tmpdir(), 'lockkeeper-faults-'));
	if (mountable) execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${room},mode=0755`, 'tmpfs', parent]);
	const directory = path.join(parent, 'stack');
	stack = await bringUpSpecivo({
		...{ version: '0.1.10', project, port: 19_966, directory, rows: 2000, attachmentsMegabytes: 1 },
	});
	await stack.sql('CREATE ROLE auditor; GRANT SELECT ON issues TO auditor');
	const made = (await docker(['create', 'specivo/specivo:0.1.10'])).trim();
	// An image of its own: by its digest too it is in no registry.
	await docker(['commit', '--change', 'LABEL lockkeeper.lab=withdrawn', made, image]);
	await docker(['rm', made]);
	await docker(['image', 'tag', image, spareImage]);
	await pinVersion(stack, withdrawn);
	await stack.compose(['up', '--detach', 'api', 'celery-worker', 'celery-beat']);
	before = await data();
	const words = ['upgrade', '--stack', stack.directory, '--to', '0.2.0', '--yes'];
	const { exit, result } = await callWithJson(words);
	expect({ exit, state: result.state }, result.text.join('\n')).toEqual({ exit: 0, state: 'new version' });
	const backups = path.join(stack.directory, '.lockkeeper', 'backups', project);
	point = path.join(backups, (await namesIn(backups)).at(-1) ?? 'none');
});
afterEach(async () => {
	for (const mend of mending.splice(0).reverse()) await mend();
});
afterAll(async () => {
	// A start that failed leaves a marked directory as well.
	const directory = path.join(parent, 'stack');
	if ((await readMarker(directory)) !== undefined) await takeDownSpecivo(directory);
	if (mountable) execFileSync('umount', ['--lazy', parent]);
	await rm(parent, { recursive: true, force: true });
	for (const name of [image, keptImage, spareImage]) await tryDocker(['image', 'rm', name]);
});

/** What has to be the same after the way back as before the upgrade. */
async function data() {
	return {
		tables: await tableChecksums(stack),
		revision: await schemaRevision(stack),
		attachments: await fileDigests(path.join(stack.directory, 'specivo-data', 'attachments')),
	};
}

/** All that a way back which is refused has to leave as it was. */
async function picture() {
	const { containers: starts, ...files } = await untouched(stack);
	const found = Object.entries(await containers(project)).sort();
	return {
		files,
		starts,
		running: found.map(([service, { id, image: name, state }]) => `${service} ${name} ${id} ${state}`),
		databases: await stack.sql("SELECT string_agg(datname, ' ' ORDER BY datname) FROM pg_database"),
		data: await data(),
		tree: await treeOf(path.join(stack.directory, 'specivo-data')),
		point: await fileDigests(point),
		ours: await docker([
			'ps',
			'--all',
			'--quiet',
			'--filter',
			`label=lockkeeper.directory=${stack.directory}`,
		]),
	};
}

/** Names below a directory, but for those that a running database, Redis and nginx make and remove. */
async function treeOf(directory: string, relative = ''): Promise<readonly string[]> {
	const entries = await readdir(path.join(directory, relative), { withFileTypes: true });
	if (entries.some(({ name }) => name === 'PG_VERSION')) return [];
	const names: string[] = [];
	for (const entry of entries) {
		const name = path.join(relative, entry.name);
		if (name === 'redis' || name === 'logs') continue;
		names.push(name, ...(entry.isDirectory() ? await treeOf(directory, name) : []));
	}
	return names.sort();
}

const rollBack = () =>
	callWithJson(['rollback', '--stack', stack.directory, '--yes', '--allow-irreversible']);

/** Asks for the way back, demands that it was this one and did not come to its end. @returns what was said */
async function refused(way: 'restore' | 'restore-copy' | 'leave'): Promise<string> {
	const { exit, result, events } = await rollBack();
	const chosen = eventsOf(events, 'answer').flatMap(({ answer }) =>
		answer.kind === 'chosen' ? [answer.item] : [],
	);
	expect(chosen).toEqual([way]);
	expect({ exit, state: result.state }, result.text.join('\n')).toEqual({ exit: 3, state: 'failed' });
	return result.text.join('\n');
}

/** With a database of somebody else on the server, its files cannot be exchanged: the dump is loaded. */
async function withNeighbour(): Promise<void> {
	await stack.sql('CREATE DATABASE neighbour');
	mending.push(() => stack.sql('DROP DATABASE neighbour'));
}

/** Breaks a file of the restore point until the test ends. */
async function breakFile(file: string, how: (file: string) => Promise<void>): Promise<void> {
	const whole = path.join(parent, 'whole');
	await copyFile(file, whole);
	mending.push(() => copyFile(whole, file));
	await how(file);
}

const cut = async (file: string) => truncate(file, Math.floor((await stat(file)).size / 2));

/** The same size, one bit of its middle another. */
async function flip(file: string): Promise<void> {
	const handle = await open(file, 'r+');
	const middle = Math.floor((await handle.stat()).size / 2);
	const byte = Buffer.alloc(1);
	await handle.read(byte, 0, 1, middle);
	await handle.write(Buffer.of((byte[0] ?? 0) ^ 1), 0, 1, middle);
	await handle.close();
}

const fileOfPoint = async (ending: string) =>
	path.join(point, (await namesIn(point)).find((name) => name.endsWith(ending)) ?? 'none');

/** The largest file below a directory. */
async function largest(directory: string): Promise<string> {
	let found = { file: 'none', size: -1 };
	for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
		const file = path.join(entry.parentPath, entry.name);
		const { size } = await stat(file);
		if (entry.isFile() && size > found.size) found = { file, size };
	}
	return found.file;
}

/** Somebody who has the database open and does not go away. */
async function openClient(): Promise<void> {
	const statement = "SET application_name = 'nightly report'; SELECT pg_sleep(600)";
	const client = execa(
		'docker',
		[
			...['compose', '--env-file', '.env', '--env-file', '.env.local', 'exec', '-T', 'db', 'psql'],
			...['-U', 'specivo', '-c', statement],
		],
		{ cwd: stack.directory, stdin: 'ignore', reject: false },
	);
	const sessions = "FROM pg_stat_activity WHERE application_name = 'nightly report'";
	mending.push(async () => {
		await stack.sql(`SELECT pg_terminate_backend(pid) ${sessions}`);
		await client;
	});
	while ((await stack.sql(`SELECT count(*) ${sessions}`)) !== '1') await pause(100);
}

/** Found when the app was stopped and all of it lay beside. */
async function demandHeldOpen(way: 'restore' | 'restore-copy'): Promise<void> {
	await openClient();
	const { starts, ...was } = await picture();
	const said = await refused(way);
	expect(said).toMatch(
		/Expected nobody on database specivo, found session \d+ of specivo \(nightly report, local, active\)\. Nothing was renamed\. Stop what holds it open, then try again\./,
	);
	expect(said).toContain('api, celery-beat and celery-worker started again.');
	const { starts: now, ...is } = await picture();
	expect(is).toEqual(was);
	expect(now).not.toEqual(starts);
	expect((await httpAnswer(stack)).status).toBe(302);
}

describe('by the dump', () => {
	test('it is cut in the middle: said before anything is made', async () => {
		await withNeighbour();
		const dump = await fileOfPoint('.dump.zst');
		const { size } = await stat(dump);
		await breakFile(dump, cut);
		const was = await picture();
		const said = await refused('restore');
		expect(said).toContain(`${dump}: expected ${size} bytes, found ${Math.floor(size / 2)}.`);
		expect(said).toContain('Choose another restore point, or bring back this file from a copy.');
		expect(await picture()).toEqual(was);
	});

	test('the archive beside it has a wrong checksum', async () => {
		await withNeighbour();
		const archive = await fileOfPoint('.tar.zst');
		await breakFile(archive, flip);
		const was = await picture();
		const said = await refused('restore');
		expect(said).toMatch(/: its content was changed: expected sha256 \w{64}, found \w{64}\./);
		expect(said).toContain(archive);
		expect(await picture()).toEqual(was);
	});

	test('a role is missing that it was saved with', async () => {
		await withNeighbour();
		await stack.sql('DROP OWNED BY auditor; DROP ROLE auditor');
		mending.push(() => stack.sql('CREATE ROLE auditor; GRANT SELECT ON issues TO auditor'));
		const was = await picture();
		const said = await refused('restore');
		expect(said).toContain(
			'Database specivo cannot be restored here: expected the roles it was saved with, auditor missing. Create them, then try again.',
		);
		expect(await picture()).toEqual(was);
	});

	test('somebody holds the database open: the app is started again', async () => {
		await withNeighbour();
		await demandHeldOpen('restore');
	});

	test.runIf(mountable)('the disk is full (skipped where nothing may be mounted)', async () => {
		const { freeBytes } = await diskSpace(parent);
		const filling = path.join(parent, 'filling');
		mending.push(() => rm(filling, { force: true }));
		// What it needs itself for its journal, and less than has to be left alone.
		execFileSync('fallocate', ['--length', String(freeBytes - 6_000_000), filling]);
		const was = await picture();
		const said = await refused('restore');
		expect(said).toMatch(
			/Only [56]\d{6} bytes are free where \S+ lies; 3000\d{4} are left alone, so that a database on the same disk can go on writing\./,
		);
		expect(said).toContain(`free where ${stack.directory} lies`);
		expect(said).toContain('Nothing in use was changed. Make room on this disk, then try again.');
		expect(await picture()).toEqual(was);
	});
});

describe('by the copied files', () => {
	test('one of them has a wrong checksum', async () => {
		const directory = path.join(point, 'physical-db');
		const file = await largest(path.join(directory, 'base'));
		await breakFile(file, flip);
		const was = await picture();
		const said = await refused('restore-copy');
		expect(said).toContain(path.relative(directory, file));
		expect(said).toContain('checksum mismatch');
		expect(said).toContain('Use the dump of this restore point, or choose another one.');
		expect(await picture()).toEqual(was);
	});

	test('somebody holds the database open: the app is started again', () => demandHeldOpen('restore-copy'));
});

test('the image of the old version is gone, from this host too', async () => {
	mending.push(() => docker(['image', 'tag', spareImage, image]));
	for (const name of [image, keptImage]) await tryDocker(['image', 'rm', name]);
	const was = await picture();
	const said = await refused('leave');
	expect(said).toContain(
		`Not to be had: Restore the copied files and re-pin ${withdrawn}, for the image is gone from this host, and the registry `,
	);
	expect(said).toMatch(/the registry (does not have it: |cannot be asked for it: )specivo\/specivo:0\.1\.11/);
	expect(said).toContain('bring it back with docker load');
	expect(await picture()).toEqual(was);
});

test('all of it mended, the way back goes to its end, with an image that no registry has and that lost its name', async () => {
	await docker(['image', 'tag', image, keptImage]);
	await docker(['image', 'rm', image]);
	const { exit, result, events } = await rollBack();
	expect(endOfStep(events, 'find-images').detail).toBe(`${image} brought back from ${keptImage}`);
	expect({ exit, state: result.state }, result.text.join('\n')).toEqual({ exit: 0, state: 'old version' });
	expect(await data()).toEqual(before);
	expect((await httpAnswer(stack)).status).toBe(302);
	expect(await readFile(path.join(stack.directory, '.env'), 'utf8')).toContain(
		`SPECIVO_VERSION=${withdrawn}\n`,
	);
});

/** Goes a way back as a person does on a line front. @returns all that was said */
async function goBack(way: string): Promise<string> {
	const terminal = openTerminal({
		...{ columns: 200, rows: 500, program: process.execPath },
		args: [program, 'rollback', '--plain', '--stack', stack.directory],
		env: { ...process.env, NO_COLOR: '1', LANG: 'C.UTF-8' },
	});
	try {
		for (const [asked, answer] of [
			[/one of leave, .* or no:/, way],
			[/yes or no:/, 'yes'],
			[/to go on.*or no:/, project],
		] as const) {
			await terminal.waitFor(asked, 120_000);
			terminal.type(`${answer}\r`);
		}
		expect(await terminal.waitForExit(300_000), terminal.text()).toBe(0);
		return terminal.text();
	} finally {
		await terminal.close();
	}
}

describe('a part of the restore point, the old version pinned', () => {
	const late = () => path.join(stack.directory, 'specivo-data', 'attachments', 'late');
	let changed: Awaited<ReturnType<typeof data>>;
	const undo = async () => {
		const words = ['rollback', '--undo', '--stack', stack.directory, '--yes', '--allow-irreversible'];
		const { exit, result } = await callWithJson(words);
		expect(exit, result.text.join('\n')).toBe(0);
		expect(await data()).toEqual(changed);
	};
	beforeAll(async () => {
		await stack.sql("UPDATE issues SET title = title || ', changed' WHERE id <= 5");
		await writeFile(late(), 'since');
		changed = await data();
		expect(changed.tables).not.toEqual(before.tables);
		expect(changed.attachments).not.toEqual(before.attachments);
	});

	test('the directory alone: rows and pin stay as they are; undone, it is all as before', async () => {
		const said = await goBack('restore-archive-1');
		expect(said).toMatch(/Brought back: directory \S+specivo-data\. Left as it was: database specivo\./);
		expect(await data()).toEqual({ ...changed, attachments: before.attachments });
		expect((await httpAnswer(stack)).status).toBe(302);
		await undo();
	});

	test('the database alone, by the copy of its files: every file of now stays; undone, it is all as before', async () => {
		const said = await goBack('restore-database');
		expect(said).toContain('laid beside in');
		expect(await data()).toEqual({ ...before, attachments: changed.attachments });
		expect((await httpAnswer(stack)).status).toBe(302);
		await undo();
	});
});

test('an image that is gone from this host and in the registry is pulled by the digest that ran', async () => {
	const wanted = 'specivo/specivo:0.1.10';
	const [{ RepoDigests }] = JSON.parse(await docker(['image', 'inspect', wanted]));
	const digest = RepoDigests.find((each: string) => each.startsWith('specivo/specivo@'));
	// As one that was taken while 0.1.10 ran.
	const id = '20260101T000000Z-0.1.10';
	const copy = path.join(path.dirname(point), id);
	await cp(point, copy, { recursive: true });
	const manifest: Manifest = JSON.parse(await readFile(path.join(copy, 'manifest.json'), 'utf8'));
	const images = manifest.images.map((each) =>
		each.reference === image ? { ...each, reference: wanted, digest } : each,
	);
	const older = { ...manifest, id, version: '0.1.10', images };
	await writeFile(path.join(copy, 'manifest.json'), JSON.stringify({ ...older, seal: sealOf(older) }));
	await docker(['image', 'rm', wanted]);
	const words = ['rollback', '--to', id, '--stack', stack.directory, '--yes', '--allow-irreversible'];
	const { exit, result, events } = await callWithJson(words);
	expect(exit, result.text.join('\n')).toBe(0);
	expect(endOfStep(events, 'pull-image').detail).toBe(`${wanted} pulled as ${digest}`);
	const found = await containers(project);
	expect(found.api?.image).toBe(wanted);
	expect((await httpAnswer(stack)).status).toBe(302);
});
