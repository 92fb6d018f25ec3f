import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { kindOf } from '../../../source/restore-points/data-kinds.ts';
import { warningsOf } from '../../../source/restore-points/describe.ts';
import { isProven, type Manifest, partsOf } from '../../../source/restore-points/manifest.ts';
import { proveRestorePoint } from '../../../source/restore-points/prove.ts';
import * as shown from '../../../source/restore-points/shown-commands.ts';
import { takeRestorePoint } from '../../../source/restore-points/take.ts';
import type { VolumePart } from '../../../source/restore-points/volume/part.ts';
import { volumeSize } from '../../../source/restore-points/volume/size.ts';
import { ask, makeDatabase } from '../sqlite/stack.ts';
import {
	at,
	beside,
	docker,
	image,
	kept,
	makeVolumeStack,
	type VolumePlace,
	type VolumeStack,
} from './volume-stack.ts';

const root = process.getuid?.() === 0;
let stack: VolumeStack;
beforeEach(async () => {
	stack = await makeVolumeStack();
});
afterEach(async () => {
	vi.restoreAllMocks();
	const left = docker('ps', '--all', '--quiet', '--filter', `label=lockkeeper.directory=${stack.root}`);
	await stack.remove();
	expect(left, 'a helper was left behind').toBe('');
});

/** The two ways to a volume's files. Who is not root has the second alone. */
const ways = [
	['at its mountpoint', () => {}],
	['in a container', () => void vi.spyOn(process, 'getuid').mockReturnValue(1000)],
] as const;

type Taken = { path: string; manifest: Manifest; part: VolumePart };

async function take(changes: Partial<VolumePlace> = {}): Promise<Taken> {
	const taken = await takeRestorePoint(stack.context, stack.wanted({ places: [stack.place(changes)] }));
	const [part] = partsOf(taken.manifest, 'volume');
	if (!part) throw new Error('no volume in the manifest');
	return { ...taken, part };
}
const restore = (taken: Taken) => kindOf(taken.part).restoreBeside(stack.context, taken, taken.part, at);
const ready = ({ part }: Taken) => kindOf(part).demandReady?.(stack.context, part, { at });
const swap = ({ part }: Taken) => kindOf(part).swap(stack.context, part, { at });

/** What the app and an upgrade do to the data after it was saved. */
async function change(): Promise<void> {
	await fs.writeFile(join(stack.mountpoint, 'attachments', 'one'), 'overwritten');
	await fs.rm(join(stack.mountpoint, 'sparse'));
	await fs.writeFile(join(stack.mountpoint, 'written since'), 'x');
	await fs.writeFile(join(stack.mountpoint, 'cache', 'left out'), 'newer');
	await fs.chmod(stack.mountpoint, 0o700);
}

const without = (tree: Record<string, unknown>) =>
	Object.fromEntries(Object.entries(tree).filter(([name]) => !name.startsWith("'cache")));

describe.skipIf(!root).each(ways)('%s (skipped unless root, who may look into it)', (_, choose) => {
	test('odd names, links, sparse files, attributes and owners are taken, proven, restored and swapped in, equal', async () => {
		stack.fill();
		const saved = stack.look();
		expect(Object.values(saved).join()).toContain('sparse');
		choose();
		const taken = await take();
		expect(taken.part).toMatchObject({
			key: 'data',
			name: stack.name,
			except: ['cache'],
			empty: false,
			changed: [],
		});
		expect(stack.look()).toEqual(saved);
		expect(isProven(await proveRestorePoint(stack.context, taken.path, 'read back'))).toBe(true);
		await change();
		const before = stack.look();
		expect((await restore(taken)).made).toEqual([`${beside} in volume ${stack.name}`]);
		expect(stack.look()).toEqual(before);
		const { ino } = await fs.stat(join(stack.mountpoint, beside));
		await restore(taken);
		expect((await fs.stat(join(stack.mountpoint, beside))).ino).toBe(ino);
		expect(await swap(taken)).toEqual([`${kept} in volume ${stack.name}`]);
		expect(without(stack.look())).toEqual(without(saved));
		expect(await fs.readFile(join(stack.mountpoint, 'cache', 'left out'), 'utf8')).toBe('newer');
		expect(without(stack.look(join(stack.mountpoint, kept)))).toEqual(without(before));
		expect(await swap(taken)).toEqual([`${kept} in volume ${stack.name}`]);
		expect(without(stack.look())).toEqual(without(saved));
		expect((await take()).part.list.entries).toBe(taken.part.list.entries);
	});

	test('what a killed restore left is replaced; without restored entries nothing is moved', async () => {
		stack.fill();
		const saved = stack.look();
		choose();
		const taken = await take();
		for (const act of [ready, swap])
			await expect(act(taken)).rejects.toThrow(/Expected the restored entries in .*, found nothing there/);
		expect(stack.look()).toEqual(saved);
		await fs.mkdir(join(stack.mountpoint, `${beside}.partial`, 'attachments'), { recursive: true });
		await restore(taken);
		expect(await fs.readdir(stack.mountpoint)).not.toContain(`${beside}.partial`);
		expect(without(stack.look(join(stack.mountpoint, beside)))).toEqual(without(saved));
	});

	test('while a container may write into it nothing is moved', async () => {
		stack.fill();
		choose();
		const taken = await take();
		await restore(taken);
		stack.compose('start');
		for (const act of [ready, swap])
			await expect(act(taken)).rejects.toThrow(/Expected nobody to write .* found running: .*app/);
		expect(await fs.readdir(stack.mountpoint)).toContain(beside);
		stack.compose('stop');
		await ready(taken);
		await swap(taken);
		await ready(taken);
	});

	test('an empty volume is said to be one', async () => {
		choose();
		const { part, path } = await take();
		expect(part).toMatchObject({ empty: true, files: 0, list: { entries: 1 } });
		expect((await proveRestorePoint(stack.context, path)).proof.detail).toBe(
			`volume ${stack.name} was empty`,
		);
	});

	test('a database server’s files are left out and named, a SQLite database in use is named', async () => {
		stack.fill();
		const put = async (...names: string[]) => {
			for (const name of names) {
				await fs.mkdir(join(stack.mountpoint, name, '..'), { recursive: true });
				await fs.writeFile(join(stack.mountpoint, name), 'x');
			}
		};
		await put('pg/PG_VERSION', 'pg/postmaster.pid', 'cache/PG_VERSION', 'cache/postmaster.pid', 'notes-wal');
		const database = new DatabaseSync(join(stack.mountpoint, 'attachments', 'app.db'));
		try {
			database.exec('PRAGMA journal_mode = WAL; CREATE TABLE a (b); INSERT INTO a VALUES (1)');
			choose();
			await expect(take({ stopped: true })).rejects.toThrow(
				`pg in volume ${stack.name} holds a database that was not shut down, although its service was stopped.`,
			);
			const taken = await take();
			expect(taken.part).toMatchObject({
				except: ['cache', 'pg'],
				servers: ['pg'],
				liveSqlite: ['attachments/app.db'],
				empty: false,
			});
			expect(warningsOf(taken.manifest)).toEqual(
				expect.arrayContaining([
					`volume ${stack.name}: left out, the files of a database server that runs or was not shut down: pg. Only a dump saves them.`,
					expect.stringContaining('perhaps in the middle of a write: attachments/app.db.'),
				]),
			);
			await restore(taken);
			await swap(taken);
			expect(await fs.readdir(join(stack.mountpoint, 'pg'))).toContain('postmaster.pid');
		} finally {
			database.close();
		}
		await put('services/db/PG_VERSION', 'services/db/postmaster.pid');
		await expect(take()).rejects.toThrow(
			`services/db in volume ${stack.name} holds the files of a PostgreSQL server that runs`,
		);
		await put('PG_VERSION', 'postmaster.pid');
		await expect(take({ except: ['services', 'pg'] })).rejects.toThrow(
			`volume ${stack.name} holds the files of a PostgreSQL server that runs`,
		);
	});

	test('its size is that of its files', async () => {
		stack.fill();
		choose();
		const size = await volumeSize({ ...stack.context }, stack.place({ except: [] }));
		const entries = Object.keys(stack.look()).length - 1;
		expect(size?.bytes).toBeGreaterThan(20_000_000);
		expect(size?.bytes).toBeLessThan(20_200_000);
		// The hard link is an entry and no inode of its own.
		expect([entries, entries - 1]).toContain(size?.entries);
	});

	test.each<[string, (bytes: Buffer) => Buffer]>([
		['a flipped byte', (bytes) => bytes.fill((bytes[200] ?? 0) ^ 1, 200, 201)],
		['a cut tail', (bytes) => bytes.subarray(0, -5)],
	])('%s is found by the proof and by the restore, and nothing is left of it', async (_damage, damage) => {
		stack.fill();
		choose();
		const taken = await take();
		const archive = join(taken.path, 'volume-data.tar.zst');
		await fs.writeFile(archive, damage(await fs.readFile(archive)));
		await expect(proveRestorePoint(stack.context, taken.path)).rejects.toThrow(/cannot be used/);
		await expect(restore(taken)).rejects.toThrow();
		expect((await fs.readdir(stack.mountpoint)).filter((name) => name.startsWith('.lockkeeper'))).toEqual([]);
	});

	test('the shown commands do the same when they are pasted', async () => {
		stack.fill();
		const saved = stack.look();
		choose();
		const taken = await take();
		const wanted = stack.wanted({ backups: join(stack.root, 'by hand'), places: [stack.place()] });
		const where = stack.context;
		const paste = (command: string) =>
			execFileSync('bash', ['-o', 'pipefail', '-c', command], {
				cwd: stack.root,
				stdio: ['ignore', 'pipe', 'pipe'],
			});
		for (const command of [...shown.shownTake(where, wanted), ...shown.shownProof(where, wanted)])
			paste(command);
		await change();
		const { restore: byHand, swap: swapByHand } = shown.shownRestore(
			where,
			taken.path,
			{ parts: [taken.part] },
			at,
		);
		for (const command of [...byHand, ...swapByHand]) paste(command);
		expect(without(stack.look())).toEqual(without(saved));
	});
});

describe('refused, and no volume is made', () => {
	// Others make volumes on this engine at the same moment.
	const made = () => docker('volume', 'ls', '--quiet', '--filter', 'name=lockkeeper_nowhere');
	afterEach(() => void docker('volume', 'rm', '--force', 'lockkeeper_nowhere_data'));

	test.each(['take', 'restore', 'swap', 'size'] as const)(
		'a name that the engine does not know: %s',
		async (act) => {
			const place = stack.place({ name: 'lockkeeper_nowhere_data' });
			const part = {
				...place,
				artifacts: [{ role: 'archive', file: 'x', bytes: 1, sha256: '' }],
				list: { entries: 1, sha256: '' },
			};
			const acts = {
				take: () => take({ name: place.name }),
				restore: () => restore({ path: '/nowhere', part } as unknown as Taken),
				swap: () => swap({ part } as unknown as Taken),
				size: async () => expect(await volumeSize(stack.context, place)).toBe(undefined),
			};
			if (act === 'size') await acts.size();
			else
				await expect(acts[act]()).rejects.toThrow(
					/Expected the volume lockkeeper_nowhere_data \(data in the Compose file\), and the engine has none/,
				);
			expect(made()).toBe('');
			const [command = ''] = shown.shownTake(stack.context, stack.wanted({ places: [place] })).slice(1);
			expect(() => execFileSync('bash', ['-c', command], { stdio: 'ignore' })).toThrow();
			expect(made()).toBe('');
		},
	);

	test('the service has another volume mounted than the Compose file says', async () => {
		const other = `${stack.name}_of_before`;
		docker('volume', 'create', other);
		try {
			await expect(take({ name: other })).rejects.toThrow(
				new RegExp(`Expected the volume ${other} at /data in service app, found ${stack.name} there`),
			);
		} finally {
			docker('volume', 'rm', other);
		}
	});

	test('no image has GNU tar: those tried are named', async () => {
		vi.spyOn(process, 'getuid').mockReturnValue(1000);
		const empty = `${stack.name}-image`;
		execFileSync('sh', ['-c', `tar --create --files-from /dev/null | docker import - "$0"`, empty], {
			stdio: 'ignore',
		});
		try {
			await expect(take({ images: [empty, 'lockkeeper/not-here:1'] })).rejects.toThrow(
				new RegExp(`tried: ${empty} \\(no GNU tar\\), lockkeeper/not-here:1 \\(not on this host\\)`),
			);
			stack.fill();
			expect((await take({ images: [empty, image] })).part.files).toBeGreaterThan(10);
		} finally {
			docker('image', 'rm', empty);
		}
	});
});

describe('a SQLite database in a volume', () => {
	const place = () =>
		({ kind: 'sqlite', path: 'db/app.db', volume: { key: 'data', name: stack.name } }) as const;
	const wanted = () => stack.wanted({ places: [place()] });

	test.skipIf(!root)('is taken, restored and swapped in (skipped unless root)', async () => {
		await fs.mkdir(join(stack.mountpoint, 'db'));
		const file = join(stack.mountpoint, 'db', 'app.db');
		makeDatabase(file);
		await fs.chown(file, 4711, 4712);
		const taken = await takeRestorePoint(stack.context, wanted());
		const [part] = partsOf(taken.manifest, 'sqlite');
		if (!part) throw new Error('no database');
		expect(part).toMatchObject({ path: 'db/app.db', volume: place().volume });
		await proveRestorePoint(stack.context, taken.path, 'full');
		await kindOf(part).restoreBeside(stack.context, taken, part, at);
		expect(await kindOf(part).swap(stack.context, part, { at })).toEqual([
			join(stack.mountpoint, 'db', `${kept}-app.db`),
		]);
		expect(await fs.stat(file)).toMatchObject({ uid: 4711, gid: 4712 });
		const again = partsOf((await takeRestorePoint(stack.context, wanted())).manifest, 'sqlite');
		expect(again).toMatchObject([{ tables: part.tables, schema: part.schema }]);
	});

	test.skipIf(!root)(
		'with the volume around it: left out of the archive, and back with it (skipped unless root)',
		async () => {
			const file = join(stack.mountpoint, 'db', 'app.db');
			await fs.mkdir(join(stack.mountpoint, 'db'));
			makeDatabase(file, "CREATE TABLE t (a); INSERT INTO t VALUES ('saved')");
			await fs.writeFile(join(stack.mountpoint, 'one'), 'saved');
			const taken = await takeRestorePoint(stack.context, stack.wanted({ places: [place(), stack.place()] }));
			expect(partsOf(taken.manifest, 'volume')).toMatchObject([{ databases: ['db/app.db'], empty: false }]);
			expect(partsOf(taken.manifest, 'sqlite')).toMatchObject([{ archivedIn: '', path: 'db/app.db' }]);
			await proveRestorePoint(stack.context, taken.path);
			ask(file, "INSERT INTO t VALUES ('since') RETURNING a");
			await fs.writeFile(join(stack.mountpoint, 'one'), 'since');
			const each = (act: (part: (typeof taken.manifest.parts)[number]) => unknown) =>
				taken.manifest.parts.reduce<Promise<unknown>>(
					(before, part) => before.then(() => act(part)),
					Promise.resolve(),
				);
			await each((part) => kindOf(part).restoreBeside(stack.context, taken, part, at));
			await each((part) => kindOf(part).demandReady?.(stack.context, part, { at }));
			await each((part) => kindOf(part).swap(stack.context, part, { at }));
			expect(ask(file, 'SELECT a FROM t')).toEqual(['saved']);
			expect(await fs.readFile(join(stack.mountpoint, 'one'), 'utf8')).toBe('saved');
			expect(ask(join(stack.mountpoint, kept, 'db', 'app.db'), 'SELECT a FROM t')).toEqual([
				'saved',
				'since',
			]);
		},
	);

	test.skipIf(!root)(
		'behind a link that leads out of the volume it is refused (skipped unless root)',
		async () => {
			makeDatabase(join(stack.root, 'outside.db'));
			await fs.symlink(stack.root, join(stack.mountpoint, 'db'));
			await fs.rename(join(stack.root, 'outside.db'), join(stack.root, 'app.db'));
			await expect(takeRestorePoint(stack.context, wanted())).rejects.toThrow(
				/a link that leads out of the volume/,
			);
		},
	);

	test('that cannot be reached is refused', async () => {
		vi.spyOn(process, 'getuid').mockReturnValue(1000);
		await expect(takeRestorePoint(stack.context, wanted())).rejects.toThrow(
			/can be saved only where its files are reached: Lockkeeper does not run as root/,
		);
	});
});
