import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { toShell } from '../../source/docker/command.ts';
import { defaultEngine } from '../../source/docker/engine.ts';
import type { Manifest } from '../../source/restore-points/manifest.ts';
import { startCommand } from '../../source/restore-points/proof-container.ts';
import * as shown from '../../source/restore-points/shown-commands.ts';

const place = {
	engine: defaultEngine,
	project: { directory: '/opt/specivo', envFiles: ['.env', '.env.local'] },
};
const database = { service: 'db', user: 'specivo', database: 'specivo' };
const compose = 'docker compose --env-file .env --env-file .env.local exec -T db';

test('a restore point by hand', () => {
	expect(
		shown.shownCommands(place, {
			backups: '/backups/specivo',
			version: '0.1.9',
			now: new Date('2026-11-21T10:15:00Z'),
			databases: [database],
			directories: [{ path: '/opt/specivo/my data', except: ['postgresql'] }],
			files: ['/opt/specivo/.env'],
		}),
	).toEqual([
		'(umask 077 && mkdir -p /backups/specivo/20261121T101500Z-0.1.9/files)',
		'install -m 600 /opt/specivo/.env /backups/specivo/20261121T101500Z-0.1.9/files/.env',
		`${compose} pg_dump -U specivo -d specivo | zstd -q -o /backups/specivo/20261121T101500Z-0.1.9/database-db-specivo.sql.zst`,
		"tar --create --numeric-owner --sparse --xattrs --acls --one-file-system --anchored --exclude=./postgresql '--exclude=./.lockkeeper*' -C '/opt/specivo/my data' . | zstd -q -o /backups/specivo/20261121T101500Z-0.1.9/directory-my_data.tar.zst",
	]);
});

test('the swap of databases by hand is one transaction', () => {
	expect(shown.shownDatabaseSwap(place, database, 'specivo_restored', 'specivo_before')).toEqual([
		`${compose} psql -X -q -1 -v ON_ERROR_STOP=1 -U specivo -d postgres -c 'ALTER DATABASE "specivo" RENAME TO "specivo_before";' -c 'ALTER DATABASE "specivo_restored" RENAME TO "specivo";'`,
	]);
});

test.each(['my data', "it's", 'a;rm -rf x', '$HOME', 'a*b', '-n'])(
	'a shell reads the path %s as one word',
	(name) => {
		const [command = ''] = shown.shownDirectoryRestore(
			'/backups/x',
			{ file: 'd.tar.zst', path: `/srv/${name}` },
			'.lockkeeper-r',
		);
		const read = spawnSync('sh', ['-c', command.replace('mkdir', "printf '%s\\n'")], { encoding: 'utf8' });
		expect(read.stdout).toBe(`/srv/${name}/.lockkeeper-r\n`);
	},
);

test('the throw-away server has no network, no secret, and our labels', () => {
	const entry = { user: 'specivo', preload: 'timescaledb' } as Manifest['databases'][number];
	expect(toShell(startCommand({ ...place, run: 'r1' }, entry, 'sha256:12', 'lockkeeper-proof-r1-1'))).toBe(
		'docker run --detach --pull never --network none --name lockkeeper-proof-r1-1 --label lockkeeper.proof=r1 --label lockkeeper.directory=/opt/specivo --env POSTGRES_USER=specivo --env POSTGRES_HOST_AUTH_METHOD=trust sha256:12 postgres -c fsync=off -c full_page_writes=off -c shared_preload_libraries=timescaledb',
	);
});
