// Touches the world: makes a practice stack in a temporary directory and starts its engine.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { quote } from '../docker/command.ts';
import type { Engine } from '../docker/engine.ts';
import { runVariable } from '../host/orphans.ts';
import type { PracticeFault } from './faults.ts';
import { practiceFile, writeStack } from './files.ts';
import type { WorldNews, WorldOptions } from './world.ts';

/** A stack to practise on. */
export type PracticeStack = {
	/** The stack's directory. */
	readonly directory: string;
	/** What Lockkeeper's calls go to; nothing else tells it that it practises. */
	readonly engine: Engine;
	/** Settles when all services run and the data is there. @throws Error when they do not come up */
	readonly ready: Promise<void>;
	/** Ends everything and removes every file. May be called again. */
	readonly close: () => Promise<void>;
};

/**
 * Writes the stack's directory and starts its engine; the services come up behind.
 * @param options.rows about how many rows the database gets, 20,000 unless said otherwise
 */
export async function openPracticeStack(
	options: {
		fault?: PracticeFault;
		version?: string;
		rows?: number;
		onProgress?: (text: string) => void;
	} = {},
): Promise<PracticeStack> {
	const root = realpathSync(mkdtempSync(join(shortTemporaryDirectory(), 'lockkeeper-practice-')));
	const world: WorldOptions = {
		root,
		directory: join(root, 'engine'),
		stackDirectory: join(root, 'specivo'),
		version: options.version ?? '0.1.9',
		...(options.fault ? { fault: options.fault } : {}),
		rows: options.rows ?? 20_000,
		slowSeconds: Number(process.env.LOCKKEEPER_PRACTICE_SLOW_SECONDS ?? 60),
	};
	writeStack(world.stackDirectory, world.version, await freePort());
	writeExecutable(world.directory);
	const child = spawn(
		process.execPath,
		['--no-warnings', '--expose-gc', practiceFile('world.ts', 'world.js'), JSON.stringify(world)],
		{
			cwd: root,
			stdio: ['pipe', 'pipe', 'pipe'],
			// An engine is no program of a run, and outlives it.
			env: { ...process.env, [runVariable]: undefined },
			// Its own process group: Ctrl+C in the terminal is the opener's to answer.
			detached: true,
		},
	);
	const exited = new Promise<void>((resolve) => child.once('close', () => resolve()));
	const ready = untilReady(child, exited, options.onProgress ?? (() => {}));
	// Whoever opens may never wait for it.
	ready.catch(() => {});
	const remove = () => rmSync(root, { recursive: true, force: true, maxRetries: 5 });
	const insist = () => {
		try {
			// The whole group: what makes a cluster for it ends with it.
			if (child.pid) process.kill(-child.pid, 'SIGKILL');
		} catch {
			// It has ended already.
		}
	};
	const onExit = () => {
		insist();
		remove();
	};
	process.once('exit', onExit);
	let closing: Promise<void> | undefined;
	return {
		directory: world.stackDirectory,
		engine: {
			executable: 'docker',
			options: [],
			environment: { PATH: `${join(world.directory, 'bin')}${delimiter}${process.env.PATH ?? ''}` },
		},
		ready,
		close() {
			closing ??= (async () => {
				// Unreferenced since it was ready; now the opener waits for its end.
				child.ref();
				child.stdin?.end();
				const patience = setTimeout(insist, 3000);
				await exited;
				clearTimeout(patience);
				process.off('exit', onExit);
				remove();
			})();
			return closing;
		},
	};
}

async function untilReady(
	child: ChildProcess,
	exited: Promise<void>,
	onProgress: (text: string) => void,
): Promise<void> {
	if (!child.stdout || !child.stderr) throw new Error('the practice engine has no output');
	let said = '';
	child.stderr.on('data', (chunk) => {
		said = (said + chunk).slice(-4000);
	});
	let settle: (news: WorldNews | undefined) => void = () => {};
	const outcome = new Promise<WorldNews | undefined>((resolve) => {
		settle = resolve;
	});
	createInterface({ input: child.stdout }).on('line', (line) => {
		const news: WorldNews = JSON.parse(line);
		if ('progress' in news) onProgress(news.progress);
		else settle(news);
	});
	void exited.then(() => settle(undefined));
	const news = await outcome;
	// From here on it must not keep the opener alive.
	child.unref();
	for (const stream of child.stdio) (stream as Socket | null)?.unref();
	if (!news || 'failed' in news)
		throw new Error(
			`The practice stack did not come up: ${news && 'failed' in news ? news.failed : said || 'its engine ended'}`,
		);
}

/** `docker` on the practice PATH: a shell script, because an executable file needs no name for its program. */
function writeExecutable(directory: string): void {
	mkdirSync(join(directory, 'bin'), { recursive: true });
	const words = [
		process.execPath,
		'--no-warnings',
		practiceFile('stand-in-docker.ts', 'stand-in-docker.js'),
		join(directory, 'socket'),
	];
	writeFileSync(join(directory, 'bin', 'docker'), `#!/bin/sh\nexec ${words.map(quote).join(' ')} "$@"\n`, {
		mode: 0o700,
	});
}

/** A Unix socket's path has room for about 100 bytes. */
function shortTemporaryDirectory(): string {
	return tmpdir().length > 50 ? '/tmp' : tmpdir();
}

/** Below the range from which the system takes ports of its own, so that none is taken in between. */
async function freePort(): Promise<number> {
	for (let attempt = 0; attempt < 50; attempt++) {
		const port = 20_000 + Math.floor(Math.random() * 10_000);
		const free = await new Promise<boolean>((resolve) => {
			const server = createServer()
				.once('error', () => resolve(false))
				.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
		});
		if (free) return port;
	}
	throw new Error('Found no free port on 127.0.0.1 between 20000 and 29999');
}
