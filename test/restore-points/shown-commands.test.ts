import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { toShell } from '../../source/docker/command.ts';
import { defaultEngine } from '../../source/docker/engine.ts';
import { directoryKind } from '../../source/restore-points/directory/kind.ts';
import type { DirectoryPart } from '../../source/restore-points/directory/part.ts';
import { postgresKind } from '../../source/restore-points/postgres/kind.ts';
import type { PostgresPart } from '../../source/restore-points/postgres/part.ts';
import { startCommand } from '../../source/restore-points/postgres/proof-container.ts';
import * as shown from '../../source/restore-points/shown-commands.ts';

const place = {
	engine: defaultEngine,
	project: { directory: '/opt/specivo', envFiles: ['.env', '.env.local'] },
};
const database = { service: 'db', user: 'specivo', database: 'specivo' };
const compose = 'docker compose --env-file .env --env-file .env.local exec -T db';

test('a restore point by hand', () => {
	expect(
		shown.shownTake(place, {
			backups: '/backups/specivo',
			version: '0.1.9',
			now: new Date('2026-11-21T10:15:00Z'),
			images: [],
			places: [
				{ kind: 'postgres', ...database },
				{ kind: 'directory', path: '/opt/specivo/my data', except: ['postgresql'] },
				{ kind: 'files', paths: ['/opt/specivo/.env'] },
			],
		}),
	).toEqual([
		'(umask 077 && mkdir -p /backups/specivo/20261121T101500Z-0.1.9/files)',
		`${compose} pg_dump -Fc -Z0 -U specivo -d specivo | zstd -q -o /backups/specivo/20261121T101500Z-0.1.9/database-db-specivo.dump.zst`,
		`${compose} pg_dumpall --globals-only -U specivo -d dbname=specivo | zstd -q -o /backups/specivo/20261121T101500Z-0.1.9/globals-db.sql.zst`,
		"tar --create --numeric-owner --sparse --xattrs --acls --one-file-system --anchored --exclude=./postgresql '--exclude=./.lockkeeper*' -C '/opt/specivo/my data' . | zstd -q -o /backups/specivo/20261121T101500Z-0.1.9/directory-my_data.tar.zst",
		'install -m 600 /opt/specivo/.env /backups/specivo/20261121T101500Z-0.1.9/files/.env',
	]);
});

test('the swap of databases by hand is one transaction', () => {
	const part = { kind: 'postgres', ...database } as PostgresPart;
	expect(postgresKind.shown.swap(place, part, { at: new Date('2026-11-21T10:15:00Z') })).toEqual([
		`${compose} psql -X -q -1 -v ON_ERROR_STOP=1 -U specivo -d postgres -c 'ALTER DATABASE "specivo" RENAME TO "specivo_before_20261121t101500z";' -c 'ALTER DATABASE "specivo_restored_20261121t101500z" RENAME TO "specivo";'`,
	]);
});

test.each(['my data', "it's", 'a;rm -rf x', '$HOME', 'a*b', '-n'])(
	'a shell reads the path %s as one word',
	(name) => {
		const part = { kind: 'directory', path: `/srv/${name}`, artifacts: [] } as unknown as DirectoryPart;
		const at = new Date('2026-11-21T10:15:00Z');
		const [command = ''] = directoryKind.shown.restore(place, '/backups/x', part, at);
		const read = spawnSync('sh', ['-c', command.replace('mkdir', "printf '%s\\n'")], { encoding: 'utf8' });
		expect(read.stdout).toBe(`/srv/${name}/.lockkeeper-restored-20261121T101500Z\n`);
	},
);

test('the throw-away server has no network, no secret, and our labels', () => {
	const wishes = {
		image: 'sha256:12',
		name: 'lockkeeper-proof-r1-1',
		user: 'specivo',
		preload: 'timescaledb',
	};
	const words = toShell(startCommand({ ...place, run: 'r1' }, wishes));
	expect(words).toBe(
		'docker run --detach --pull never --network none --name lockkeeper-proof-r1-1 --label lockkeeper.proof=r1 --label lockkeeper.directory=/opt/specivo --env POSTGRES_USER=specivo --env POSTGRES_HOST_AUTH_METHOD=trust --env PGDATA=/lockkeeper/data --volume /lockkeeper sha256:12 postgres -c fsync=off -c full_page_writes=off -c autovacuum=off -c wal_level=minimal -c max_wal_senders=0 -c archive_mode=off -c maintenance_work_mem=128MB -c shared_preload_libraries=timescaledb',
	);
	expect(toShell(startCommand({ ...place, run: 'r1' }, { ...wishes, room: { data: 1000 } }))).toContain(
		'--tmpfs /lockkeeper:rw,exec,size=1000 sha256:12',
	);
});
