// Touches the world: the process that is the practice engine with all that runs on it.
import { rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import process from 'node:process';
import { type Call, CallFailure } from './engine/call.ts';
import { StandInEngine } from './engine/engine.ts';
import { route } from './engine/route.ts';
import type { PracticeFault } from './faults.ts';
import { fillStack } from './fill-stack.ts';
import { imageCatalogue } from './images.ts';
import { makeClusterHere, makeClusterMode, stopMakingClusters } from './postgres/make-cluster.ts';
import { openRegistry } from './registry.ts';
import { releasesWith } from './releases.ts';
import { type CallHeader, frameKinds, sendFrame } from './wire.ts';

/** What the opener hands over, as JSON in the one argument. */
export type WorldOptions = {
	/** Directory of the engine's own files; the socket lies in it. */
	readonly directory: string;
	readonly stackDirectory: string;
	/** All that is removed at the end. */
	readonly root: string;
	readonly version: string;
	readonly fault?: PracticeFault;
	readonly rows: number;
	readonly slowSeconds: number;
	/** The stack's files are there from before, its services start on them; these versions of the app are here. */
	readonly again?: readonly string[];
};

/** Lines that the world prints to its opener. */
export type WorldNews =
	| { readonly progress: string }
	| { readonly ready: true }
	| { readonly failed: string };

if (process.argv[2] === makeClusterMode) {
	await makeClusterHere(process.argv.slice(3));
	process.exit(0);
}

const options: WorldOptions = JSON.parse(process.argv[2] ?? '{}');
const tell = (news: WorldNews) => process.stdout.write(`${JSON.stringify(news)}\n`);

// The opener holds the other end: when it is gone, in whatever way, the practice is over.
process.stdin.resume();
process.stdin.on('close', end);
process.stdin.on('error', end);
process.stdout.on('error', () => {});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});

const registries = imageCatalogue(
	releasesWith(options.fault, options.version),
	process.arch === 'arm64' ? 'arm64' : 'amd64',
);
const registry = await openRegistry(registries);
const engine = new StandInEngine(
	registries,
	{ directory: options.directory, fault: options.fault, slowSeconds: options.slowSeconds },
	registry.address,
);
const filled = fill();
const server = createServer({ allowHalfOpen: true }, (socket) => void serve(socket));
server.listen(join(options.directory, 'socket'));
if (options.fault === 'registry-down') await registry.close();
await filled;

async function fill(): Promise<void> {
	try {
		await fillStack(engine, options, (progress) => tell({ progress }));
		tell({ ready: true });
	} catch (error) {
		tell({ failed: (error as Error).stack ?? String(error) });
	}
}

/** One call of the executable: its header, then its stdin; back go frames. */
async function serve(socket: Socket): Promise<void> {
	const gone = new AbortController();
	socket.on('close', () => gone.abort(new Error('the caller has gone')));
	socket.on('error', () => gone.abort(new Error('the caller has gone')));
	const { header, rest } = await readHeader(socket);
	if (!header) return;
	const send = (kind: number) => (text: string | Uint8Array) => sendFrame(socket, kind, Buffer.from(text));
	const call: Call = {
		argv: header.argv,
		cwd: header.cwd,
		environment: header.environment,
		stdin: rest,
		stdout: send(frameKinds.stdout),
		stderr: send(frameKinds.stderr),
		signal: gone.signal,
	};
	let code = 1;
	try {
		// Calls that come early wait, as for an engine that is starting.
		await filled;
		code = await route(engine, call);
	} catch (error) {
		if (!(error instanceof CallFailure))
			await call.stderr(`the practice stack's stand-in engine failed: ${(error as Error).stack}\n`);
	}
	await sendFrame(socket, frameKinds.exit, Buffer.of(code));
	socket.end();
}

async function readHeader(socket: Socket): Promise<{ header?: CallHeader; rest: AsyncIterable<Buffer> }> {
	// Whoever stops reading early still has its answer to send.
	const chunks = socket.iterator({ destroyOnReturn: false });
	let bytes = Buffer.alloc(0);
	while (!bytes.includes(10)) {
		const { value, done } = await chunks.next().catch(() => ({ value: undefined, done: true }));
		if (done) return { rest: noBytes() };
		bytes = Buffer.concat([bytes, value]);
	}
	const line = bytes.indexOf(10);
	async function* rest() {
		if (bytes.length > line + 1) yield bytes.subarray(line + 1);
		yield* { [Symbol.asyncIterator]: () => chunks };
	}
	return { header: JSON.parse(bytes.subarray(0, line).toString()), rest: rest() };
}

async function* noBytes(): AsyncGenerator<Buffer> {}

function end(): void {
	stopMakingClusters();
	rmSync(options.root, { recursive: true, force: true, maxRetries: 5 });
	process.exit(0);
}
