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

/** SVRunner 3.0.0 on this host, running, with rows and an asset. */
export async function openHostStack(): Promise<HostStack> {
	const directory = await mkdtemp(path.join(tmpdir(), 'lockkeeper-host-'));
	const port = await freePort();
	const node = process.execPath;
	for (const version of hostVersions) {
		const build = path.join(directory, 'builds', `svrunner-${version}`);
		await mkdir(build, { recursive: true });
		await cp(path.join(import.meta.dirname, 'stand-in.mjs'), path.join(build, 'server.mjs'));
		await writeFile(path.join(build, 'VERSION'), `${version}\n`);
	}
	await cp(path.join(import.meta.dirname, 'service.mjs'), path.join(directory, 'service.mjs'));
	await symlink('builds/svrunner-3.0.0', path.join(directory, 'current'));
	await writeFile(
		path.join(directory, '.env'),
		`SVR_PORT=${port}\nSVR_SERVER_FILES_DIR=files\nSVR_SERVER_DATABASE_PATH=files/local.db\n`,
	);
	await mkdir(path.join(directory, 'files/assets'), { recursive: true });
	await writeFile(path.join(directory, 'files/assets/welcome.png'), Buffer.alloc(50_000, 7));
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
	const service = async (word: string) =>
		(await execa(node, ['service.mjs', word], { cwd: directory, stdin: 'ignore' })).stdout;
	await service('start');
	await untilDocs(port);
	const database = new DatabaseSync(path.join(directory, 'files/local.db'));
	for (let id = 1; id <= 300; id++)
		database
			.prepare('INSERT INTO screens (name, legacy_code) VALUES (?, ?)')
			.run(`screen ${id % 200}`, `L${id}`);
	database.close();
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
