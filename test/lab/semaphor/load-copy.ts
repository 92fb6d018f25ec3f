// Touches the world: starts the embedded database on a copy of its volume, without a word of Lockkeeper's.
import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { createZstdDecompress } from 'node:zlib';
import { execa } from 'execa';
import { docker, tryDocker } from '../docker.ts';
import type { RunSql } from '../tables.ts';

/** Says how the cluster was left, then serves it as the app does, and nothing of the app with it. */
const serve = `set -e
chown -R postgres:postgres /copy/postgresql
chmod 700 /copy/postgresql
pg_controldata -D /copy/postgresql | grep 'Database cluster state'
exec setpriv --reuid=postgres --regid=postgres --init-groups \\
	postgres -D /copy/postgresql --listen_addresses= --log_min_messages=log`;

/**
 * Unpacks an archive of the volume, and asks the PostgreSQL of an image that serves what is in it.
 * @param archive a tar archive in a zstd frame
 * @param ask gets the way to ask, and what the server said up to then
 */
export async function loadCopy<Answer>(
	archive: string,
	image: string,
	ask: (sql: RunSql, said: string) => Promise<Answer>,
): Promise<Answer> {
	const copy = await mkdtemp(path.join(tmpdir(), 'lockkeeper-semaphor-copy-'));
	const name = path.basename(copy);
	try {
		const tar = execa('tar', ['--extract', '--numeric-owner', '--file=-', `--directory=${copy}`]);
		await Promise.all([pipeline(createReadStream(archive), createZstdDecompress(), tar.stdin), tar]);
		await docker([
			...['run', '--detach', '--name', name, '--network', 'none', '--pull', 'never'],
			...['--volume', `${copy}:/copy`, '--entrypoint', 'sh', image, '-c', serve],
		]);
		const psql = [
			'psql',
			'-X',
			'-q',
			'-A',
			'-t',
			'-v',
			'ON_ERROR_STOP=1',
			'-U',
			'semaphor',
			'-d',
			'semaphor',
		];
		const exec = ['exec', '--interactive', name, ...psql];
		for (let attempt = 0; ; attempt++) {
			const { exitCode, stderr } = await tryDocker([...exec, '-c', 'SELECT 1']);
			if (exitCode === 0) break;
			if (attempt === 300) throw new Error(`the copy is not served: ${stderr}; ${await logs(name)}`);
			await sleep(200);
		}
		const sql = async (statements: string) => (await docker(exec, { input: statements })).trimEnd();
		return await ask(sql, await logs(name));
	} finally {
		await tryDocker(['rm', '--force', '--volumes', name]);
		await rm(copy, { recursive: true, force: true });
	}
}

const logs = async (name: string) => {
	const { stdout, stderr } = await tryDocker(['logs', name]);
	return `${stdout}\n${stderr}`;
};
