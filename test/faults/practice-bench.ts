// Touches the world: a practice stack that is led to the beginning of a story again and again.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import type { WorldOptions } from '../../source/practice/world.ts';
import { openPracticeQuickly } from '../practice/open-quickly.ts';
import { type Bench, copyTree, stateOf, unmountSmallDisk, untilNobodyWorks, untilQuiet } from './bench.ts';
import { compose, type Place } from './look.ts';
import type { Story } from './stories.ts';

const rows = 300;
const world = path.resolve(import.meta.dirname, '../../dist/practice/world.js');
/** What no container changes in the engine's directory: its program, and the empty cluster. */
const stays = ['engine/bin', 'engine/pattern'];
const gone = { recursive: true, force: true, maxRetries: 5 } as const;

/** Makes a stack, lets `prepare` lead it to the story's beginning, and keeps its files to begin there again. */
export async function openPracticeBench(
	story: Story,
	prepare: (place: Place) => Promise<void>,
): Promise<Bench> {
	const stack = await openPracticeQuickly({
		version: story.base,
		rows,
		...(story.fault ? { fault: story.fault } : {}),
	});
	const root = path.dirname(stack.directory);
	const place: Place = {
		directory: stack.directory,
		project: 'practice',
		environment: { ...stack.engine.environment, LANG: 'C.UTF-8' },
	};
	const kept = await mkdtemp(path.join(tmpdir(), 'lockkeeper-faults-'));
	try {
		await stack.ready;
		await prepare(place);
		// Asked to end, the database leaves whole files.
		await compose(place, ['stop']);
		await mkdir(path.join(kept, 'engine'));
		for (const name of [...stays, 'specivo']) await copyTree(path.join(root, name), path.join(kept, name));
	} catch (error) {
		await rm(kept, gone);
		throw error;
	} finally {
		await stack.close();
	}

	const options: WorldOptions = {
		...{ root, directory: path.join(root, 'engine'), stackDirectory: place.directory },
		...{ version: story.base, rows, slowSeconds: 60, again: story.images },
		...(story.fault ? { fault: story.fault } : {}),
	};
	let engine: ChildProcess | undefined;
	const insist = () => {
		if (engine?.pid && engine.exitCode === null && engine.signalCode === null)
			process.kill(-engine.pid, 'SIGKILL');
	};
	const end = async () => {
		const ended = engine && new Promise((resolve) => engine?.once('close', resolve));
		insist();
		engine = undefined;
		await ended;
	};
	const clear = async () => {
		await untilNobodyWorks(place);
		await unmountSmallDisk(place);
	};
	process.on('exit', insist);
	return {
		place,
		story,
		async reset() {
			await clear();
			await end();
			for (const name of ['specivo', 'engine/volumes', 'engine/socket'])
				await rm(path.join(root, name), gone);
			await mkdir(path.join(root, 'engine'), { recursive: true });
			for (const name of [...stays.filter((each) => !existsSync(path.join(root, each))), 'specivo'])
				await copyTree(path.join(kept, name), path.join(root, name));
			engine = await start(options);
			await untilQuiet(place);
		},
		async resetState() {
			await clear();
			await rm(stateOf(place), gone);
			const state = path.join(kept, 'specivo', '.lockkeeper');
			if (existsSync(state)) await copyTree(state, stateOf(place));
		},
		async close() {
			await clear();
			await end();
			process.off('exit', insist);
			await rm(root, gone);
			await rm(kept, gone);
		},
	};
}

/** The engine in a process group of its own, once its containers were started. */
async function start(options: WorldOptions): Promise<ChildProcess> {
	if (!existsSync(world)) throw new Error(`Expected ${world}: npm run build makes it.`);
	const child = spawn(process.execPath, ['--no-warnings', '--expose-gc', world, JSON.stringify(options)], {
		cwd: '/',
		stdio: ['pipe', 'pipe', 'ignore'],
		detached: true,
	});
	for await (const line of createInterface({ input: child.stdout })) {
		const news = JSON.parse(line);
		if ('failed' in news) throw new Error(news.failed);
		if ('ready' in news) return child;
	}
	throw new Error('The practice engine ended before it was ready.');
}
