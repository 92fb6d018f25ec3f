import { execFileSync } from 'node:child_process';
import { cp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hashFile } from '../../../source/restore-points/artifact/store.ts';
import { artifactsOf, type Manifest, partsOf } from '../../../source/restore-points/manifest.ts';
import { readManifest, writeManifest } from '../../../source/restore-points/manifest-file.ts';
import { markerOf } from '../../../source/restore-points/mariadb/arguments.ts';
import { readContent } from '../../../source/restore-points/mariadb/content.ts';
import { mariadbKind } from '../../../source/restore-points/mariadb/kind.ts';
import { openServer, serverIn } from '../../../source/restore-points/mariadb/open-server.ts';
import {
	restoreDatabaseBeside,
	restoreIntoEmptyServer,
} from '../../../source/restore-points/mariadb/restore.ts';
import { type MariadbServer, openSession } from '../../../source/restore-points/mariadb/server.ts';
import { mariadbSize } from '../../../source/restore-points/mariadb/size.ts';
import { swapTables } from '../../../source/restore-points/mariadb/swap.ts';
import { endLeftoverSessions } from '../../../source/restore-points/mariadb/take.ts';
import { proveRestorePoint } from '../../../source/restore-points/prove.ts';
import * as shown from '../../../source/restore-points/shown-commands.ts';
import { takeRestorePoint } from '../../../source/restore-points/take.ts';
import { provideDatabaseImages } from '../../lab/database-images.ts';
import {
	appPassword,
	image,
	keepRunning,
	type MariadbBench,
	makeBench,
	place,
	rootPassword,
	startEmptyServer,
} from './workbench.ts';

let bench: MariadbBench;
let whole: { path: string; manifest: Manifest };
/** What `/proc` told of argument lists while the first restore point was taken. */
let seen: string;

const partOf = (manifest: Manifest) => {
	const [part] = partsOf(manifest, 'mariadb');
	if (!part) throw new Error('no database in the manifest');
	return part;
};
const proofs = () =>
	execFileSync('docker', ['ps', '-aq', '--filter', `label=lockkeeper.proof=${bench.context.run}`], {
		encoding: 'utf8',
	}).trim();
const contentOf = async (server: MariadbServer, database: string) => {
	const session = await openSession(bench.context, server, database);
	try {
		return await readContent(session, { database, marker: markerOf('test', database) });
	} finally {
		await session.close();
	}
};
const restorePoints = () => readdir(bench.wanted({}).backups);
const databases = () =>
	bench
		.sql(
			"SELECT schema_name FROM information_schema.schemata WHERE schema_name LIKE '%app%' OR schema_name LIKE 'shop%' ORDER BY 1;",
		)
		.split('\n');

beforeAll(async () => {
	await provideDatabaseImages([image]);
	execFileSync('docker', ['pull', '--quiet', image]);
	bench = await makeBench('kind');
	const watch = watchArguments();
	whole = await takeRestorePoint(bench.context, bench.wanted({}));
	seen = await watch.end();
});
afterAll(() => bench?.remove());

describe('taking and proving', () => {
	test('what is restored elsewhere is what was saved, table by table', async () => {
		const part = partOf(whole.manifest);
		expect(part.tables.map(({ name, rows }) => [name, rows])).toEqual([
			['authors', 4],
			['empty_one', 0],
			['log', 1],
			['measures', 3],
			['numbers', 1],
			['odd | `"name\\\\', 1],
			['old_text', 1],
			['parts', 2],
			['posts', 3002],
		]);
		expect(part).toMatchObject({
			settings: { characterSet: 'utf8mb4', lowerCaseNames: 0 },
			objects: { views: 2, triggers: 1, routines: 2, events: 1, partitions: 2 },
			written: [],
		});
		expect(mariadbKind.warnings?.(part)).toEqual([
			'Database app: table log (Aria) is not transactional: what was written to it while it was dumped may be there in part.',
			'Database app: table measures: 2 values of exact, rounded (FLOAT) are dumped with six digits and lose the rest.',
		]);
		const proven = await proveRestorePoint(bench.context, whole.path);
		expect(proven.proof).toMatchObject({
			level: 'data',
			detail: expect.stringContaining('9 tables, 3015 rows equal'),
		});
		expect(proven.proof.restoreTook).toBeGreaterThan(0);
		expect(proofs()).toBe('');
		whole = { path: whole.path, manifest: proven };
	});

	test('the password stands in no argument list, manifest or artifact', async () => {
		expect(seen).toContain('mariadb-dump');
		expect(seen).not.toContain(rootPassword);
		expect(seen).not.toContain(appPassword);
		for (const name of await readdir(whole.path)) {
			const file = join(whole.path, name);
			expect((await stat(file)).mode & 0o777).toBe(0o600);
			const bytes = name.endsWith('.zst')
				? execFileSync('zstd', ['-dcq', file], { maxBuffer: 1e9 })
				: await readFile(file);
			expect(bytes.includes(rootPassword)).toBe(false);
			expect(bytes.includes(appPassword)).toBe(false);
		}
	});

	test('rows that are written while it is dumped: proven, and what is known from the load alone is named', async () => {
		bench.sql('CREATE TABLE busy (n INT); INSERT INTO busy VALUES (0);');
		const writer = keepRunning(bench, 'UPDATE busy SET n = n + 1;');
		try {
			const { path, manifest } = await takeRestorePoint(bench.context, bench.wanted({}));
			expect(partOf(manifest).written).toEqual(['busy']);
			const proven = await proveRestorePoint(bench.context, path);
			expect(partOf(proven)).toMatchObject({ written: [], knownFromLoad: ['busy'] });
			expect(proven.proof.detail).toContain('known from this load only: busy');
		} finally {
			await writer.stop();
			bench.sql('DROP TABLE busy;');
		}
	});

	test('its size is what the server tells', async () => {
		const { bytes, rows } = await mariadbSize(bench.context, place);
		expect(bytes).toBeGreaterThan(100_000);
		expect(rows).toBeGreaterThan(2000);
	});

	test.each<[string, object, RegExp]>([
		[
			'a wrong password',
			{ user: 'app', passwordVariable: 'MARIADB_ROOT_PASSWORD' },
			/refuses user app with the password in MARIADB_ROOT_PASSWORD: ERROR 1045 .*Access denied/,
		],
		[
			'no password',
			{ user: 'app', passwordVariable: undefined },
			/refuses user app, who has no password in the runbook/,
		],
		[
			'a variable that is not there',
			{ passwordVariable: 'DB_PASS' },
			/Expected the password in DB_PASS or DB_PASS_FILE of service db/,
		],
		['a database that is not there', { database: 'nowhere' }, /Expected a database nowhere/],
		['a database without tables', { database: 'empty_app' }, /Expected tables in database empty_app/],
	])('%s: no restore point, and no password in the sentence', async (_, changes, message) => {
		bench.sql('CREATE DATABASE IF NOT EXISTS empty_app;');
		const before = await restorePoints();
		const error = await takeRestorePoint(bench.context, bench.wanted(changes)).catch((thrown) => thrown);
		expect(error.message).toMatch(message);
		expect(`${error.message} ${error.stack} ${JSON.stringify(error)} ${error.cause?.message}`).not.toContain(
			rootPassword,
		);
		expect(await restorePoints()).toEqual(before);
		bench.sql('DROP DATABASE empty_app;');
	});

	test('a user with rights on its database alone: saved and proven, the reason why without users is told', async () => {
		const { path, manifest } = await takeRestorePoint(
			bench.context,
			bench.wanted({ user: 'app', passwordVariable: 'MARIADB_PASSWORD' }),
		);
		const part = partOf(manifest);
		expect(part.withoutUsers).toMatch(/user app may not read them: ERROR 1142/);
		expect(part.objects).toEqual(partOf(whole.manifest).objects);
		expect(part.tables).toEqual(partOf(whole.manifest).tables);
		expect((await proveRestorePoint(bench.context, path)).proof.level).toBe('data');
	});

	test('the container is killed in the middle of the dump: no restore point, no part', async () => {
		const before = await restorePoints();
		const locked = keepRunning(bench, 'LOCK TABLES old_text WRITE;', false);
		const taking = takeRestorePoint(bench.context, bench.wanted({}));
		taking.catch(() => {});
		try {
			await untilDumpWaits();
			bench.compose('kill', 'db');
			await expect(taking).rejects.toThrow(/docker exec/);
			expect(await restorePoints()).toEqual(before);
		} finally {
			await locked.stop();
		}
		bench.compose('up', '-d');
		await bench.untilReady();
	});

	test('stopped by the operator: our sessions in the server are ended, no part stays', async () => {
		const before = await restorePoints();
		const locked = keepRunning(bench, 'LOCK TABLES old_text WRITE;', false);
		try {
			const stop = new AbortController();
			const taking = takeRestorePoint({ ...bench.context, signal: stop.signal }, bench.wanted({}));
			taking.catch(() => {});
			await untilDumpWaits();
			stop.abort(new Error('the operator left'));
			await expect(taking).rejects.toThrow('the operator left');
			expect(ourSessions()).toBe('0');
			expect(await restorePoints()).toEqual(before);
		} finally {
			await locked.stop();
		}
	});

	test('a dump that a killed run left is found by its id and ended', async () => {
		const server = await openServer(bench.context, place);
		const locked = keepRunning(bench, 'LOCK TABLES old_text WRITE;', false);
		try {
			await sleep(500);
			const left = await openSession(bench.context, server, 'app');
			const waiting = left.ask(
				`SELECT ${markerOf(bench.context.run, 'app')} dump */ COUNT(*) FROM old_text;`,
			);
			waiting.catch(() => {});
			await untilDumpWaits();
			const began = performance.now();
			await endLeftoverSessions(bench.context, place);
			await expect(waiting).rejects.toThrow();
			// Else it would have ended by itself, after a minute of waiting for the lock.
			expect(performance.now() - began).toBeLessThan(20_000);
			expect(ourSessions()).toBe('0');
			await left.close();
		} finally {
			await locked.stop();
		}
	});
});

describe('a proof that fails never counts', () => {
	const forge = async (at: string, ending = '\n-- Dump completed\n') => {
		const path = `${whole.path}-forged`;
		await rm(path, { recursive: true, force: true });
		await cp(whole.path, path, { recursive: true });
		const part = partOf(whole.manifest);
		const [dump] = part.artifacts;
		if (!dump) throw new Error('no dump');
		const file = join(path, dump.file);
		const text = execFileSync('zstd', ['-dcq', file], { maxBuffer: 1e9 });
		const end = text.indexOf(at);
		expect(end).toBeGreaterThan(0);
		const cut = Buffer.concat([text.subarray(0, end), Buffer.from(ending)]);
		await writeFile(file, execFileSync('zstd', ['-cq'], { input: cut, maxBuffer: 1e9 }));
		const forged = { ...dump, ...(await hashFile(file)), rawBytes: cut.length };
		await writeManifest(path, {
			...whole.manifest,
			parts: [{ ...part, artifacts: [forged, ...part.artifacts.slice(1)] }],
			proof: { ...whole.manifest.proof, level: 'read back' },
		});
		return path;
	};

	test.each<[string, string, RegExp]>([
		[
			'before its routines',
			'\n--\n-- Dumping events',
			/events: 1 expected, 0 found|routines: 2 expected, 0 found/,
		],
		['before a trigger', '/*!50003 CREATE*/', /triggers: 1 expected, 0 found|syntax/],
		['between the rows of a table', '(2000,', /syntax|rows expected/],
		['before the first row of a table', 'INSERT INTO `posts`', /posts: 3002 rows expected, 0 found/],
	])('a dump cut %s, in a restore point that fits it by every checksum', async (_, at, message) => {
		const path = await forge(at);
		await expect(proveRestorePoint(bench.context, path)).rejects.toThrow(message);
		expect((await readManifest(path)).proof.level).toBe('read back');
		expect(proofs()).toBe('');
	});
});

test('a digest tells values apart that a careless one would not', async () => {
	const rows = [
		"('ab', 'c')",
		"('a', 'bc')",
		"('abc', NULL)",
		"(NULL, 'abc')",
		"('', '')",
		'(NULL, NULL)',
		"('N', 'N')",
		"('N', NULL)",
		"('a', 'b'), ('a', 'b')",
		"('a', 'b'), ('a', 'b'), ('a', 'b'), ('a', 'b')",
		"('x', 'y'), ('x', 'y')",
		"('A', 'bc')",
		"('a ', 'bc')",
	];
	const tables = rows.map(
		(values, index) =>
			`CREATE TABLE d${index} (a VARCHAR(9), b VARCHAR(9)); INSERT INTO d${index} VALUES ${values};`,
	);
	bench.sql(`CREATE DATABASE digests_app; USE digests_app; ${tables.join('\n')}`);
	try {
		const { tables: read } = await contentOf(await openServer(bench.context, place), 'digests_app');
		expect(read).toHaveLength(rows.length);
		expect(new Set(read.map(({ digest }) => digest)).size).toBe(rows.length);
	} finally {
		bench.sql('DROP DATABASE digests_app;');
	}
});

test('rows longer than the server takes in one packet: compared to the last byte, and restored', async () => {
	bench.sql(`CREATE DATABASE long_app; USE long_app; CREATE TABLE l (id INT, a LONGTEXT, b LONGBLOB);
INSERT INTO l VALUES (1, REPEAT('a', 10000000), REPEAT('b', 10000000)), (2, REPEAT('a', 10000000), CONCAT(REPEAT('b', 9999999), 'c'));`);
	const empty = await startEmptyServer();
	try {
		const { path, manifest } = await takeRestorePoint(bench.context, bench.wanted({ database: 'long_app' }));
		const part = partOf(manifest);
		expect((await proveRestorePoint(bench.context, path)).proof.level).toBe('data');
		const server = await serverIn(bench.context, empty.id, 'root', 'another-word');
		await restoreIntoEmptyServer(bench.context, server, path, part);
		bench.sql("UPDATE l SET b = CONCAT(REPEAT('b', 9999999), 'd') WHERE id = 2;", 'long_app');
		const [changed] = (await contentOf(await openServer(bench.context, place), 'long_app')).tables;
		expect(changed?.rows).toBe(2);
		expect(changed?.digest).not.toBe(part.tables[0]?.digest);
	} finally {
		empty.remove();
		bench.sql('DROP DATABASE long_app;');
	}
});

describe('restoring', () => {
	test('into an empty server: equal by digest, users and rights with it; never over something', async () => {
		const empty = await startEmptyServer();
		try {
			const server = await serverIn(bench.context, empty.id, 'root', 'another-word');
			const part = partOf(whole.manifest);
			await restoreIntoEmptyServer(bench.context, server, whole.path, part);
			const { tables, objects } = part;
			expect(await contentOf(server, 'app')).toEqual({ tables, objects });
			const ask = (user: string, password: string, text: string) =>
				execFileSync(
					'docker',
					[
						'exec',
						'-i',
						'-e',
						'MYSQL_PWD',
						empty.id,
						'mariadb',
						`-u${user}`,
						'-BN',
						'--default-character-set=utf8mb4',
						'app',
					],
					{
						encoding: 'utf8',
						input: text,
						env: { ...process.env, MYSQL_PWD: password },
					},
				).trim();
			// The saved user logs in with its own password and may do what it might.
			expect(
				ask(
					'app',
					appPassword,
					"SELECT name FROM authors WHERE id = 1; SELECT v FROM old_text; SELECT JSON_VALUE(meta, '$.n'), lower_title, HEX(file) = MD5(7), secret FROM posts WHERE id = 7;",
				),
			).toBe('Zoë 🚀\nnaïve €\n7\ttitle 7\t1\t7');
			expect(
				ask(
					'root',
					'another-word',
					"INSERT INTO posts (author, title) VALUES (1, 'new'); SELECT what FROM log ORDER BY what; SELECT twice(21); SELECT COUNT(*) FROM above; CALL clean(); SELECT COUNT(*) FROM log;",
				),
			).toBe('new\none\n42\n3003\n0');
			await expect(restoreIntoEmptyServer(bench.context, server, whole.path, part)).rejects.toThrow(
				/Expected no tables in database app of the server to restore into, found 9/,
			);
		} finally {
			empty.remove();
		}
	});

	test('a database with views cannot be swapped in one act: said before anything is made', async () => {
		await expect(
			restoreDatabaseBeside(bench.context, whole.path, partOf(whole.manifest), new Date()),
		).rejects.toThrow(/cannot be swapped in one act: it has 2 views, 1 triggers, 2 routines, 1 events/);
		expect(databases()).toEqual(['app']);
	});

	describe('a database of tables alone', () => {
		const at = new Date('2026-01-02T03:04:05Z');
		const beside = 'shop_restored_20260102t030405z';
		const kept = 'shop_before_20260102t030405z';
		let shop: { path: string; manifest: Manifest };

		beforeAll(async () => {
			bench.sql(`CREATE DATABASE shop CHARACTER SET latin1; USE shop;
CREATE TABLE customers (id INT PRIMARY KEY, name VARCHAR(20));
CREATE TABLE orders (id INT PRIMARY KEY, customer INT, FOREIGN KEY (customer) REFERENCES customers (id) ON DELETE CASCADE);
CREATE SEQUENCE tickets; INSERT INTO customers VALUES (1, 'one'), (2, 'two'); INSERT INTO orders VALUES (10, 1), (20, 2);`);
			shop = await takeRestorePoint(bench.context, bench.wanted({ database: 'shop' }));
		});

		test('a user that may not create databases is told so, and nothing is made', async () => {
			bench.sql('GRANT ALL ON shop.* TO app;');
			const part = { ...partOf(shop.manifest), user: 'app', passwordVariable: 'MARIADB_PASSWORD' };
			await expect(restoreDatabaseBeside(bench.context, shop.path, part, at)).rejects.toThrow(
				/User app of service db may not do what a restore beside shop takes: ERROR 1044/,
			);
			expect(databases()).toEqual(['app', 'shop']);
		});

		test('a load that differs is dropped, the live database is untouched', async () => {
			const part = partOf(shop.manifest);
			const other = { ...part, tables: part.tables.map((table) => ({ ...table, digest: '1' })) };
			await expect(restoreDatabaseBeside(bench.context, shop.path, other, at)).rejects.toThrow(
				/another content/,
			);
			expect(databases()).toEqual(['app', 'shop']);
		});

		test('beside and swapped: digests as saved, what was written since is kept under its own name', async () => {
			bench.sql(
				'USE shop; DELETE FROM customers WHERE id = 2; CREATE TABLE migrated_since (id INT); INSERT INTO migrated_since VALUES (5);',
			);
			const server = await openServer(bench.context, place);
			const migrated = await contentOf(server, 'shop');
			// As if a load had been killed.
			bench.sql(`CREATE DATABASE ${beside}_loading;`);
			const part = partOf(shop.manifest);
			expect((await restoreDatabaseBeside(bench.context, shop.path, part, at)).took).toBeGreaterThan(0);
			expect(databases()).toEqual(['app', 'shop', beside]);
			expect(await restoreDatabaseBeside(bench.context, shop.path, part, at)).toEqual({ took: 0, beside });

			const holding = keepRunning(bench, 'USE shop;', false);
			await sleep(500);
			await expect(swapTables(bench.context, part, at)).rejects.toThrow(
				/Expected nobody on database shop, found session \d+ of root \(localhost\)/,
			);
			await holding.stop();

			expect(await swapTables(bench.context, part, at)).toBe(kept);
			expect(await swapTables(bench.context, part, at)).toBe(kept);
			expect(await contentOf(server, 'shop')).toEqual({ tables: part.tables, objects: part.objects });
			expect(await contentOf(server, kept)).toEqual(migrated);
			expect(databases()).toEqual(['app', 'shop', kept]);
			// The keys point into their own database.
			expect(
				bench.sql(
					`USE shop; DELETE FROM customers WHERE id = 1; SELECT id FROM orders; SELECT id FROM ${kept}.orders;`,
				),
			).toBe('20\n10');
		});
	});
});

test('the commands shown do the same when pasted into a shell', async () => {
	const bash = (commands: readonly string[]) =>
		execFileSync('bash', ['-euo', 'pipefail', '-c', commands.join('\n')], {
			cwd: bench.root,
			encoding: 'utf8',
			stdio: ['ignore', 'pipe', 'pipe'],
		});
	bench.sql(
		'CREATE DATABASE hand_shop; USE hand_shop; CREATE TABLE t (id INT); INSERT INTO t VALUES (1), (2);',
	);
	const { manifest, path } = await takeRestorePoint(bench.context, bench.wanted({ database: 'hand_shop' }));
	const by = { engine: bench.context.engine, project: bench.context.project };
	const now = new Date('2026-01-02T03:04:05Z');
	const hand = bench.wanted(
		{ database: 'hand_shop' },
		{ backups: join(bench.root, 'by hand', 'points'), now },
	);
	const taking = shown.shownTake(by, hand);
	expect(taking.join()).not.toContain(rootPassword);
	bash(taking);
	expect(await readdir(join(hand.backups, '20260102T030405Z-1.0.0'))).toEqual([
		'database-db-hand_shop.sql.zst',
	]);
	try {
		bash(shown.shownProof(by, hand));
	} finally {
		execFileSync('docker', ['rm', '-f', '-v', 'lockkeeper-proof'], { stdio: 'ignore' });
	}
	const { restore, swap } = shown.shownRestore(by, path, manifest, now);
	bash(restore);
	bench.sql('INSERT INTO hand_shop.t VALUES (3);');
	bash(swap);
	expect(
		bench.sql(
			'SELECT id FROM hand_shop.t ORDER BY id; SELECT COUNT(*) FROM hand_shop_before_20260102t030405z.t;',
		),
	).toBe('1\n2\n3');
	expect(artifactsOf(manifest).map(({ role }) => role)).toEqual(['dump', 'users']);
});

const ourSessions = () =>
	bench.sql(
		`SELECT COUNT(*) FROM information_schema.processlist WHERE info LIKE '%lockkeeper-${bench.context.run}-%' AND id <> CONNECTION_ID();`,
	);

async function untilDumpWaits(): Promise<void> {
	for (let attempt = 0; attempt < 100; attempt++) {
		const waiting = bench.sql(
			"SELECT COUNT(*) FROM information_schema.processlist WHERE info LIKE '%FROM%old_text%dump */%' AND state LIKE 'Waiting for%' AND id <> CONNECTION_ID() OR info LIKE '%dump */ COUNT%' AND id <> CONNECTION_ID();",
		);
		if (Number(waiting) > 0) return;
		await sleep(100);
	}
	throw new Error('the test waited for a dump that waits');
}

/** Reads every argument list of the machine, again and again: what `ps` would show to anybody. */
function watchArguments(): { end: () => Promise<string> } {
	let going = true;
	const lists = new Set<string>();
	const watching = (async () => {
		while (going) {
			for (const id of (await readdir('/proc')).filter((name) => /^\d+$/.test(name)))
				lists.add(await readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => ''));
			await sleep(5);
		}
	})();
	return {
		async end() {
			going = false;
			await watching;
			return [...lists].join('\n');
		},
	};
}
