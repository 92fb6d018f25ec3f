// Touches the world: a stack with a volume on a real engine, for the tests of that kind.
import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { defaultEngine } from '../../../source/docker/engine.ts';
import type { DataPlace } from '../../../source/restore-points/data-kinds.ts';
import { makeWorkbench, type Workbench } from '../workbench.ts';

export const image = 'debian:trixie-slim';
export const at = new Date('2026-11-22T08:00:00Z');
export const beside = '.lockkeeper-restored-20261122T080000Z';
export const kept = '.lockkeeper-before-20261122T080000Z';

export const docker = (...argv: string[]) =>
	execFileSync('docker', argv, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();

export type VolumePlace = Extract<DataPlace, { kind: 'volume' }>;
export type VolumeStack = Workbench & {
	/** The volume's name for the engine. */
	readonly name: string;
	readonly mountpoint: string;
	readonly place: (changes?: Partial<VolumePlace>) => VolumePlace;
	readonly compose: (...argv: string[]) => string;
	readonly fill: () => void;
	/** Every entry of the volume but ours: modes, owners, times, links, content, extended attributes. */
	readonly look: (directory?: string) => Record<string, unknown>;
};

const python = (act: string, directory: string) =>
	execFileSync('python3', [join(import.meta.dirname, 'tree.py'), act, directory], {
		encoding: 'utf8',
		stdio: ['ignore', 'pipe', 'inherit'],
	});

/** A service `app` that mounts the volume `data`; it is created and not started. */
export async function makeVolumeStack(): Promise<VolumeStack> {
	const bench = await makeWorkbench();
	const project = basename(bench.root).toLowerCase();
	await writeFile(
		join(bench.root, 'docker-compose.yml'),
		`name: ${project}\nservices:\n  app:\n    image: ${image}\n    command: sleep infinity\n    stop_grace_period: 0s\n    network_mode: none\n    volumes: ["data:/data"]\nvolumes:\n  data:\n`,
	);
	const compose = (...argv: string[]) =>
		execFileSync('docker', ['compose', ...argv], {
			cwd: bench.root,
			encoding: 'utf8',
			stdio: ['ignore', 'pipe', 'pipe'],
		});
	compose('create');
	const name = `${project}_data`;
	const mountpoint = docker('volume', 'inspect', '--format', '{{.Mountpoint}}', name);
	return {
		...bench,
		context: { ...bench.context, engine: defaultEngine },
		name,
		mountpoint,
		compose,
		place: (changes = {}) => ({
			kind: 'volume',
			key: 'data',
			name,
			except: ['cache'],
			users: [{ service: 'app', target: '/data' }],
			images: [image],
			...changes,
		}),
		fill: () => python('fill', mountpoint),
		look: (directory = mountpoint) => JSON.parse(python('look', directory)),
		remove: async () => {
			compose('down', '--volumes');
			await bench.remove();
		},
	};
}
