// Touches the world: a Docker Engine of a test's own, in a network of its own, that may be killed.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { docker, tryDocker } from '../docker.ts';
import { registry } from '../registry.ts';

export type PrivateEngine = {
	/** Lets `docker` and Lockkeeper talk to this engine. */
	readonly environment: { readonly DOCKER_HOST: string };
	/** Program and arguments that start another one in the engine's network: ports of containers answer only there. */
	readonly through: readonly string[];
	/** SIGKILL to the engine itself; what it had started goes on. */
	readonly kill: () => Promise<void>;
	/** Starts it again. */
	readonly start: () => Promise<void>;
	/** Removes all its containers, ends it, and removes what it wrote. */
	readonly close: () => Promise<void>;
};

/** Engines and networks of their own are root's. */
export const canHavePrivateEngine = () => process.getuid?.() === 0;

/** Starts it, with the lab's registry as mirror. */
export async function openPrivateEngine(): Promise<PrivateEngine> {
	const root = await mkdtemp(path.join(tmpdir(), 'lockkeeper-engine-'));
	const at = (name: string) => path.join(root, name);
	await writeFile(at('daemon.json'), '{}');
	const relay = createServer((client) => {
		const { hostname, port } = new URL(`http://${registry}`);
		const server = connect(Number(port), hostname);
		client.pipe(server).pipe(client);
		client.on('error', () => server.destroy());
		server.on('error', () => client.destroy());
	}).listen(at('registry.sock'));
	await once(relay, 'listening');
	const network = spawn(
		'unshare',
		['--net', process.execPath, path.join(import.meta.dirname, 'network.ts'), registry, at('registry.sock')],
		{ stdio: ['pipe', 'pipe', 'inherit'] },
	);
	await Promise.race([
		once(network.stdout, 'data'),
		once(network, 'exit').then(() => {
			throw new Error('No network of its own can be had here.');
		}),
	]);
	const through = ['nsenter', `--net=/proc/${network.pid}/ns/net`];
	const environment = { DOCKER_HOST: `unix://${at('docker.sock')}` };
	const log = openSync(at('log'), 'a');
	let engine: ChildProcess | undefined;

	const start = async () => {
		// Its containerd ends with a killed engine, and the next one would wait for what that left in vain.
		await rm(at('exec/containerd'), { recursive: true, force: true });
		const [program = '', ...rest] = [
			...[
				...through,
				'dockerd',
				'--config-file',
				at('daemon.json'),
				'--registry-mirror',
				`http://${registry}`,
			],
			...['--data-root', at('data'), '--exec-root', at('exec'), '--pidfile', at('pid')],
			...['--host', environment.DOCKER_HOST],
		];
		engine = spawn(program, rest, { stdio: ['ignore', log, log] });
		const deadline = performance.now() + 60_000;
		while ((await tryDocker(['version'], { environment })).exitCode !== 0) {
			if (performance.now() > deadline)
				throw new Error(`The engine did not start:\n${await readFile(at('log'), 'utf8')}`);
			await pause(200);
		}
	};
	const end = async (signal: NodeJS.Signals) => {
		if (!engine || engine.exitCode !== null || engine.signalCode !== null) return;
		const gone = once(engine, 'exit');
		engine.kill(signal);
		await gone;
	};
	const close = async () => {
		const listed = await tryDocker(['ps', '--all', '--quiet'], { environment });
		const ids = listed.stdout.split('\n').filter(Boolean);
		if (ids.length > 0) await docker(['rm', '--force', '--volumes', ...ids], { environment });
		await end('SIGTERM');
		network.stdin.end();
		await once(network, 'exit');
		relay.close();
		for (const mounted of mountsBelow(root)) execFileSync('umount', [mounted]);
		await rm(root, { recursive: true, force: true, maxRetries: 5 });
	};
	try {
		await start();
	} catch (error) {
		await close();
		throw error;
	}
	return { environment, through, kill: () => end('SIGKILL'), start, close };
}

/** Innermost first. */
function mountsBelow(directory: string): readonly string[] {
	const mounts = execFileSync('cat', ['/proc/self/mounts'], { encoding: 'utf8' });
	return mounts
		.split('\n')
		.flatMap((line) => line.split(' ')[1] ?? [])
		.filter((place) => place.startsWith(`${directory}/`))
		.reverse();
}
