// Touches the world: a stack with a MariaDB server, for the tests of its restore points.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { defaultEngine } from '../../../source/docker/engine.ts';
import type { RestorePointContext } from '../../../source/restore-points/context.ts';
import type { Wanted } from '../../../source/restore-points/take.ts';

export const image = 'mariadb:11';
/** With all that a shell, a YAML file or SQL could stumble over. */
export const rootPassword = `root's "secret" word`;
export const appPassword = 'the-apps-secret-word';

export type MariadbBench = {
	readonly root: string;
	readonly context: RestorePointContext;
	readonly wanted: (place: object, changes?: Partial<Wanted>) => Wanted;
	readonly compose: (...argv: string[]) => string;
	/** Runs statements as root; rows as lines, fields with tabs. */
	readonly sql: (statements: string, database?: string) => string;
	readonly untilReady: () => Promise<void>;
	readonly remove: () => Promise<void>;
};

export const place = {
	kind: 'mariadb',
	service: 'db',
	user: 'root',
	database: 'app',
	passwordVariable: 'MARIADB_ROOT_PASSWORD',
} as const;

/** Starts the stack, with the database `app` of `seed.sql`. */
export async function makeBench(name: string): Promise<MariadbBench> {
	const root = await mkdtemp(join(tmpdir(), `lockkeeper-lab-mariadb-${name}-`));
	await writeFile(join(root, 'app-password'), `${appPassword}\n`);
	await writeFile(
		join(root, 'docker-compose.yml'),
		`services:
  db:
    image: ${image}
    environment:
      MARIADB_ROOT_PASSWORD: ${JSON.stringify(rootPassword)}
      MARIADB_DATABASE: app
      MARIADB_USER: app
      MARIADB_PASSWORD_FILE: /run/secrets/app
    secrets: [app]
secrets:
  app: {file: ./app-password}
`,
	);
	const docker = (argv: readonly string[], input?: string) =>
		execFileSync('docker', argv, {
			cwd: root,
			encoding: 'utf8',
			...(input === undefined ? { stdio: ['ignore', 'pipe', 'pipe'] as const } : { input }),
			env: { ...process.env, MYSQL_PWD: rootPassword },
		}).trim();
	const compose = (...argv: string[]) => docker(['compose', ...argv]);
	const client = ['exec', '-T', '-e', 'MYSQL_PWD', 'db', 'mariadb', '-uroot', '-BN'];
	const sql = (statements: string, database = 'app') =>
		docker(['compose', ...client, '--default-character-set=utf8mb4', database], statements);
	const untilReady = async () => {
		for (let attempt = 0; attempt < 120; attempt++) {
			const asked = spawnSync(
				'docker',
				['compose', ...client, '-e', 'SELECT @@skip_networking, DATABASE()', 'app'],
				{ cwd: root, encoding: 'utf8', env: { ...process.env, MYSQL_PWD: rootPassword } },
			);
			if (asked.status === 0 && asked.stdout.startsWith('0')) return;
			await sleep(500);
		}
		throw new Error('the database of the test did not start');
	};
	compose('up', '-d');
	const imageId = docker(['image', 'inspect', '--format', '{{.Id}}', image]);
	await untilReady();
	sql(await readFile(join(import.meta.dirname, 'seed.sql'), 'utf8'));
	return {
		root,
		compose,
		sql,
		untilReady,
		context: {
			engine: defaultEngine,
			project: { directory: root, envFiles: [] },
			run: `mariadb-${name}-${process.pid}`,
			onProgress: () => {},
		},
		wanted: (where, changes = {}) => ({
			app: 'App',
			stack: 'points',
			version: '1.0.0',
			backups: join(root, 'backups', 'points'),
			images: [{ service: 'db', reference: image, id: imageId }],
			places: [{ ...place, ...where }],
			now: new Date(),
			...changes,
		}),
		remove: async () => {
			compose('down', '--volumes', '--timeout', '1');
			await rm(root, { recursive: true, force: true });
		},
	};
}

/** A server of its own with nothing in it. @returns its container, and the call that removes it */
export async function startEmptyServer(): Promise<{ id: string; remove: () => void }> {
	const id = execFileSync(
		'docker',
		[
			'run',
			'-d',
			'--network',
			'none',
			'-e',
			'MARIADB_ROOT_PASSWORD=another-word',
			'-e',
			'MARIADB_DATABASE=app',
			image,
		],
		{ encoding: 'utf8' },
	).trim();
	for (let attempt = 0; attempt < 120; attempt++) {
		const asked = spawnSync(
			'docker',
			[
				'exec',
				'-e',
				'MYSQL_PWD=another-word',
				id,
				'mariadb',
				'-uroot',
				'-BN',
				'-e',
				'SELECT @@skip_networking',
			],
			{ encoding: 'utf8' },
		);
		if (asked.stdout.startsWith('0'))
			return { id, remove: () => execFileSync('docker', ['rm', '-f', '-v', id]) };
		await sleep(300);
	}
	throw new Error('the empty server of the test did not start');
}

/** A session that stays open until stopped: it runs the statement again and again, or once with `again` false. */
export function keepRunning(
	bench: MariadbBench,
	statement: string,
	again = true,
): { stop: () => Promise<void> } {
	const child = spawn(
		'docker',
		['compose', 'exec', '-T', '-e', 'MYSQL_PWD', 'db', 'mariadb', '-uroot', '-BN', '--unbuffered', 'app'],
		{ cwd: bench.root, env: { ...process.env, MYSQL_PWD: rootPassword }, stdio: ['pipe', 'pipe', 'inherit'] },
	);
	const next = () => child.stdin.write(`${statement}\nSELECT 1;\n`);
	child.stdin.on('error', () => {});
	child.stdout.on('data', () => {
		if (again) next();
	});
	next();
	return {
		async stop() {
			again = false;
			child.stdin.end();
			if (child.exitCode === null) await new Promise((resolve) => child.once('close', resolve));
		},
	};
}
