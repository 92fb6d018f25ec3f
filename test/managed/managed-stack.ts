// Touches the world: makes a directory with an app on the stand-in of the platform, and starts it.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { DatabaseSync } from 'node:sqlite';
import { execa } from 'execa';
import { fillScreens, freePort, untilDocs } from '../host-service/host-stack.ts';

type State = {
	readonly machines: readonly {
		readonly id: string;
		readonly image_ref: { readonly tag: string };
		readonly config: { readonly mounts: readonly { readonly volume: string }[] };
	}[];
	readonly volumes: readonly { readonly id: string }[];
};

export type ManagedStack = {
	/** With fly.toml and lockkeeper.yaml. */
	readonly directory: string;
	readonly state: () => Promise<State>;
	/** Of the volume that the newest machine has. */
	readonly screens: () => Promise<readonly unknown[]>;
	/** Calls the stand-in of the tool. */
	readonly fly: (...words: readonly string[]) => Promise<string>;
	readonly close: () => Promise<void>;
};

/** SVRunner 3.0.0 on one machine with one volume, running, with rows. */
export async function openManagedStack(): Promise<ManagedStack> {
	const parent = await mkdtemp(path.join(tmpdir(), 'lockkeeper-managed-'));
	const directory = path.join(parent, 'stack');
	const root = path.join(parent, 'platform');
	const port = await freePort();
	const tool = path.join(import.meta.dirname, 'fly.mjs');
	await mkdir(directory);
	await mkdir(path.join(root, 'volumes/vol_0001'), { recursive: true });
	await writeFile(
		path.join(directory, 'fly.toml'),
		`# The signage of the lobby.
app = "lobby-signage"
primary_region = 'ams'

[build]
  image = "svrunner/server:3.0.0"   # pinned by hand

[[mounts]]
  source = "svr_files"
  destination = "/usr/src/svrunner/files"
`,
	);
	await writeFile(
		path.join(directory, 'lockkeeper.yaml'),
		`runbook: svrunner
offHost: none
quiet: 6
managed: { program: [${process.execPath}, ${tool}] }
verify:
  - http: { url: "http://127.0.0.1:${port}/docs", status: 200 }
  - http:
      url: "http://127.0.0.1:${port}/graphql"
      post: '{"query":"{__typename}"}'
      status: 200
      has: [data.__typename]
`,
	);
	const at = new Date().toISOString();
	await writeFile(
		path.join(root, 'state.json'),
		JSON.stringify({
			...{ next: 2, port, server: path.join(import.meta.dirname, '../host-service/stand-in.mjs') },
			machines: [
				{
					...{ id: 'machine0001', name: 'first', state: 'created', region: 'ams' },
					...{ created_at: at, updated_at: at },
					image_ref: { registry: 'registry-1.docker.io', repository: 'svrunner/server', tag: '3.0.0' },
					config: {
						mounts: [{ volume: 'vol_0001', path: '/usr/src/svrunner/files', name: 'svr_files' }],
					},
				},
			],
			volumes: [
				{
					...{ id: 'vol_0001', name: 'svr_files', state: 'created', size_gb: 1, region: 'ams' },
					...{ attached_machine_id: 'machine0001', snapshot_retention: 5 },
				},
			],
			snapshots: [],
		}),
	);
	const fly = async (...words: readonly string[]) =>
		(await execa(process.execPath, [tool, ...words], { cwd: directory, stdin: 'ignore' })).stdout;
	const state = async () => JSON.parse(await readFile(path.join(root, 'state.json'), 'utf8')) as State;
	await fly('machine', 'start', 'machine0001');
	await untilDocs(port);
	const file = async () =>
		path.join(root, 'volumes', (await state()).machines.at(-1)?.config.mounts[0]?.volume ?? '', 'local.db');
	fillScreens(await file(), 300);
	return {
		directory,
		state,
		fly,
		async screens() {
			const open = new DatabaseSync(await file(), { readOnly: true });
			try {
				return open.prepare('SELECT * FROM screens ORDER BY id').all();
			} finally {
				open.close();
			}
		},
		async close() {
			for (const { id } of (await state()).machines) await fly('machine', 'stop', id).catch(() => undefined);
			await rm(parent, { recursive: true, force: true });
		},
	};
}
