// Touches the world: upgrades stacks whose images are built from a checkout, each round on one that was made anew.
import { appendFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { execa } from 'execa';
import { docker, tryDocker } from '../../lab/docker.ts';
import type { Progress } from '../../lab/image.ts';
import { isPortFree } from '../../lab/port.ts';
import { bringUpRepod, takeDownRepod } from '../../lab/repod/stack.ts';
import { bringUpSovecom, takeDownSovecom } from '../../lab/sovecom/stack.ts';
import { downtime } from '../downtime.ts';
import { startLoad } from '../load.ts';
import { type BuiltMeasure, builtMeasures, type MeasureName, type Rounds } from '../measure.ts';

type Place = { readonly directory: string; readonly project: string; readonly port: number };

/** How one of the lab's apps is brought up, asked and upgraded. */
type App = {
	readonly to: string;
	/** Address below the published port; 200 while the app is up. */
	readonly asked: string;
	/** The guide's script, beside this file. */
	readonly guide: string;
	readonly bringUp: (place: Place) => Promise<unknown>;
	readonly takeDown: (directory: string) => Promise<unknown>;
};

const apps: Readonly<Record<BuiltMeasure, App>> = {
	'downtime-repod-classic': {
		...{ to: '0.9.1', asked: 'health/live', guide: 'guide-repod.sh', takeDown: takeDownRepod },
		bringUp: (place) => bringUpRepod({ version: '0.9.0', ...place }),
	},
	'downtime-sovecom': {
		...{ to: '1.0.2', asked: '', guide: 'guide-sovecom.sh', takeDown: takeDownSovecom },
		bringUp: (place) => bringUpSovecom({ version: '1.0.1', ...place }),
	},
};

/** What a run is made with. */
type Bench = { readonly program: string; readonly signal: AbortSignal; readonly rounds: number };

/** Milliseconds that one upgrade may take at most. */
const deadline = 5 * 60 * 1000;
/** Milliseconds of load before and after an upgrade, to see the app up on both sides. */
const margin = 2000;

/** Milliseconds of downtime of both sides in turn, for those of the measures that are of such an app. */
export async function builtRounds(
	names: readonly MeasureName[],
	bench: Bench,
	progress: Progress,
): Promise<Readonly<Partial<Record<BuiltMeasure, Rounds>>>> {
	const measured: Partial<Record<BuiltMeasure, Rounds>> = {};
	for (const name of builtMeasures.filter((each) => names.includes(each))) {
		const taken: { ours: number[]; theirs: number[] } = { ours: [], theirs: [] };
		for (let round = 1; round <= bench.rounds; round += 1) {
			for (const side of ['ours', 'theirs'] as const) {
				bench.signal.throwIfAborted();
				const down = await onNewStack(apps[name], (place) =>
					upgradeUnderLoad(apps[name], side, place, bench),
				);
				taken[side].push(down);
				const who = side === 'ours' ? 'Lockkeeper' : 'guide';
				progress(`${name}, round ${round} of ${bench.rounds}, ${who}: down ${(down / 1000).toFixed(2)} s`);
			}
		}

		measured[name] = taken;
	}

	return measured;
}

async function upgradeUnderLoad(app: App, side: keyof Rounds, place: Place, bench: Bench): Promise<number> {
	const load = startLoad(`http://127.0.0.1:${place.port}/${app.asked}`, 200);
	try {
		await pause(margin);
		await (side === 'ours' ? byLockkeeper(app, place, bench) : byGuide(app, place, bench));
		await pause(margin);
		return downtime(await load.stop());
	} finally {
		await load.stop();
	}
}

const byLockkeeper = ({ to }: App, { directory }: Place, { program, signal }: Bench) =>
	runIn(directory, signal, process.execPath, [
		...[program, 'upgrade', '--stack', directory, '--to', to, '--yes', '--json'],
	]);

async function byGuide({ to, guide }: App, { directory, port }: Place, { signal }: Bench): Promise<void> {
	const backups = path.join(path.dirname(directory), 'backups');
	await mkdir(backups);
	await runIn(directory, signal, 'bash', [
		...[path.join(import.meta.dirname, guide), to, String(port), backups],
	]);
}

/** @throws Error with the end of what the program said */
async function runIn(
	directory: string,
	signal: AbortSignal,
	program: string,
	words: string[],
): Promise<void> {
	const { failed, shortMessage, stdout, stderr } = await execa(program, words, {
		...{ cwd: directory, stdin: 'ignore', reject: false },
		...{ timeout: deadline, cancelSignal: signal, maxBuffer: 500_000_000 },
	});
	signal.throwIfAborted();
	if (failed) {
		throw new Error(`${shortMessage}\n${`${stdout}\n${stderr}`.split('\n').slice(-15).join('\n')}`);
	}
}

async function onNewStack<Result>(app: App, act: (place: Place) => Promise<Result>): Promise<Result> {
	const parent = await mkdtemp(path.join(tmpdir(), 'lockkeeper-bench-built-'));
	const place = {
		...{ directory: path.join(parent, 'stack'), project: `bench-built-${process.pid}` },
		port: await freePair(),
	};
	try {
		await app.bringUp(place);
		await writeFile(path.join(place.directory, 'lockkeeper.yaml'), 'offHost: none\n');
		await appendFile(
			path.join(place.directory, '.git/info/exclude'),
			'/lockkeeper.yaml\n/.lockkeeper/\n/backups/\n',
		);
		return await act(place);
	} finally {
		// It was never begun where the lab refused it.
		await app.takeDown(place.directory).catch(() => {});
		await removeImagesOf(place.project);
		await rm(parent, { recursive: true, force: true });
	}
}

/** A port that is free, and the next one: some apps publish two. */
async function freePair(): Promise<number> {
	for (let port = 19_710; port < 19_750; port += 2) {
		if ((await isPortFree(port)) && (await isPortFree(port + 1))) return port;
	}

	throw new Error('Expected two free ports from 19710 to 19749, found none.');
}

/** Those of versions, and those that Lockkeeper keeps. */
async function removeImagesOf(project: string): Promise<void> {
	const names = (await docker(['image', 'ls', '--format', '{{.Repository}}:{{.Tag}}'])).split('\n');
	const own = names.filter((name) => name.replace('lockkeeper-kept/', '').startsWith(`${project}-`));
	if (own.length > 0) await tryDocker(['image', 'rm', ...own]);
}
