// Touches the world: temporary directories with data to save, for the tests of restore points.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultEngine } from '../../source/docker/engine.ts';
import type { RestorePointContext } from '../../source/restore-points/context.ts';
import type { Wanted } from '../../source/restore-points/take.ts';
import type { Progress } from '../../source/run/events.ts';

/** A directory with data and a configuration file, and what is wanted of it. */
export type Workbench = {
	readonly root: string;
	readonly data: string;
	readonly backups: string;
	readonly context: RestorePointContext;
	readonly progress: Omit<Progress, 'step'>[];
	readonly wanted: (changes?: Partial<Wanted>) => Wanted;
	readonly remove: () => Promise<void>;
};

/** @param parent directory to make it in; default: the system's temporary directory */
export async function makeWorkbench(parent = tmpdir()): Promise<Workbench> {
	const root = await mkdtemp(join(parent, 'lockkeeper-points-'));
	const data = join(root, 'data');
	const backups = join(root, 'backups', 'specivo');
	await mkdir(join(data, 'attachments'), { recursive: true });
	await mkdir(join(data, 'postgresql'));
	await writeFile(join(data, 'attachments', 'one'), 'first');
	await writeFile(join(data, 'postgresql', 'live'), 'never archived');
	await writeFile(join(root, '.env'), 'SPECIVO_VERSION=0.1.9\n', { mode: 0o644 });
	const progress: Omit<Progress, 'step'>[] = [];
	return {
		root,
		data,
		backups,
		progress,
		context: {
			// A test that reaches for an engine by mistake fails with this name.
			engine: { ...defaultEngine, executable: 'docker-that-is-not-there' },
			project: { directory: root, envFiles: [] },
			run: 'test',
			onProgress: (event) => progress.push(event),
		},
		wanted: (changes = {}) => ({
			app: 'Specivo',
			stack: 'specivo',
			version: '0.1.9',
			backups,
			images: [],
			places: [
				{ kind: 'directory', path: data, except: ['postgresql'] },
				{ kind: 'files', paths: [join(root, '.env')] },
			],
			now: new Date('2026-11-21T10:15:00.700Z'),
			...changes,
		}),
		remove: () => rm(root, { recursive: true, force: true }),
	};
}

/** True when this user may mount a file system here: root outside of a confined container. */
export function canMount(): boolean {
	const directory = mkdtempSync(join(tmpdir(), 'lockkeeper-mount-'));
	try {
		execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', directory], { stdio: 'ignore' });
		execFileSync('umount', [directory], { stdio: 'ignore' });
		return true;
	} catch {
		return false;
	} finally {
		rmdirSync(directory);
	}
}
