// Touches the world: makes a directory with an app that runs without containers, and starts it.
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { DatabaseSync } from 'node:sqlite';
import { execa } from 'execa';

export type HostStack = {
	readonly directory: string;
	readonly port: number;
	/** Calls the stand-in of the service manager. */
	readonly service: (word: 'start' | 'stop' | 'pid') => Promise<string>;
	/** Every row of the screens, and the columns that there are. */
	readonly screens: () => { readonly columns: readonly string[]; readonly rows: readonly unknown[] };
	readonly close: () => Promise<void>;
};

export const hostVersions = ['3.0.0', '3.1.0', '3.2.0', '3.2.1', '3.2.2', '3.2.3'];

/** What `startHostStack` puts into a directory, and what the app and its stand-in of a service manager add. */
export const madeForHost = [
	...['builds', 'current', 'service.mjs', 'service.pid', '.env', 'lockkeeper.yaml', 'files', 'elsewhere'],
];

/** Calls the stand-in of the service manager. */
export const callService = async (directory: string, word: 'start' | 'stop' | 'pid'): Promise<string> =>
	(await execa(process.execPath, ['service.mjs', word], { cwd: directory, stdin: 'ignore' })).stdout;

/**
 * Writes SVRunner with all its builds into a directory, starts one on this host, and fills it.
 * @param rows screens @param assetBytes of the one asset
 */
export async function startHostStack(
	directory: string,
	{
		port,
		version = '3.0.0',
		rows = 300,
		assetBytes = 50_000,
	}: { port: number; version?: string; rows?: number; assetBytes?: number },
): Promise<void> {
	const node = process.execPath;
	for (const one of hostVersions) {
		const build = path.join(directory, 'builds', `svrunner-${one}`);
		await mkdir(build, { recursive: true });
		await cp(path.join(import.meta.dirname, 'stand-in.mjs'), path.join(build, 'server.mjs'));
		await writeFile(path.join(build, 'VERSION'), `${one}\n`);
	}
	await cp(path.join(import.meta.dirname, 'service.mjs'), path.join(directory, 'service.mjs'));
	await symlink(`builds/svrunner-${version}`, path.join(directory, 'current'));
	await writeFile(
		path.join(directory, '.env'),
		`SVR_PORT=${port}\nSVR_SERVER_FILES_DIR=files\nSVR_SERVER_DATABASE_PATH=files/local.db\n`,
	);
	await mkdir(path.join(directory, 'files/assets'), { recursive: true });
	await writeFile(path.join(directory, 'files/assets/welcome.png'), Buffer.alloc(assetBytes, 7));
	await writeFile(
		path.join(directory, 'lockkeeper.yaml'),
		`runbook: svrunner
offHost: none
host:
  pid: [${node}, service.mjs, pid]
  stop: [${node}, service.mjs, stop]
  start: [${node}, service.mjs, start]
verify:
  - http: { url: "http://127.0.0.1:$SVR_PORT/docs", status: 200 }
  - http:
      url: "http://127.0.0.1:$SVR_PORT/graphql"
      post: '{"query":"{__typename}"}'
      status: 200
      has: [data.__typename]
quiet: 6
`,
	);
	await callService(directory, 'start');
	await untilDocs(port);
	fillScreens(path.join(directory, 'files/local.db'), rows);
}

/** Two hundred names, each several times; 3.2.0 knows no code. */
export function fillScreens(file: string, rows: number): void {
	const database = new DatabaseSync(file);
	const columns = database.prepare('SELECT name FROM pragma_table_info(?)').all('screens');
	const coded = columns.some(({ name }) => name === 'legacy_code');
	const insert = database.prepare(
		coded ? 'INSERT INTO screens (name, legacy_code) VALUES (?, ?)' : 'INSERT INTO screens (name) VALUES (?)',
	);
	database.exec('BEGIN');
	for (let id = 1; id <= rows; id++) insert.run(...[`screen ${id % 200}`, ...(coded ? [`L${id}`] : [])]);
	database.exec('COMMIT');
	database.close();
}

/** SVRunner 3.0.0 on this host, running, with rows and an asset. */
export async function openHostStack(): Promise<HostStack> {
	const directory = await mkdtemp(path.join(tmpdir(), 'lockkeeper-host-'));
	const port = await freePort();
	await startHostStack(directory, { port });
	const service = (word: 'start' | 'stop' | 'pid') => callService(directory, word);
	return {
		directory,
		port,
		service,
		screens() {
			const file = new DatabaseSync(path.join(directory, 'files/local.db'), { readOnly: true });
			try {
				const rows = file.prepare('SELECT * FROM screens ORDER BY id').all();
				return { columns: Object.keys(rows[0] ?? {}), rows };
			} finally {
				file.close();
			}
		},
		async close() {
			await service('stop').catch(() => undefined);
			await rm(directory, { recursive: true, force: true });
		},
	};
}

/** Waits until the stand-in answers. @throws Error after ten seconds */
export async function untilDocs(port: number): Promise<void> {
	for (let attempt = 0; ; attempt++) {
		const answer = await fetch(`http://127.0.0.1:${port}/docs`).catch(() => undefined);
		if (answer?.status === 200) return;
		if (attempt === 100) throw new Error('the stand-in does not answer');
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
}

export async function freePort(): Promise<number> {
	const server = createServer().listen(0, '127.0.0.1');
	await new Promise((resolve) => server.once('listening', resolve));
	const { port } = server.address() as { port: number };
	await new Promise((resolve) => server.close(resolve));
	return port;
}
