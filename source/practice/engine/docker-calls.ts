// Touches the world: the calls that are not Compose's.
import { hostname } from 'node:os';
import process from 'node:process';
import { withTag } from '../images.ts';
import { type Call, CallFailure, unknownCall } from './call.ts';
import { demandContainer, executeIn, runContainer } from './docker-run.ts';
import type { StandInEngine } from './engine.ts';
import { inspectContainer, inspectImage } from './inspect.ts';
import { comparableTime } from './log.ts';
import { parseOptions } from './options.ts';
import { pullOne } from './pull.ts';

type DockerCall = (engine: StandInEngine, call: Call) => Promise<number>;

/** The release of Docker whose answers the stand-in gives. */
const engineVersion = '28.5.2';
const kernelNames: Readonly<Record<string, string>> = { x64: 'x86_64', arm64: 'aarch64' };

/** By the words after `docker`. */
export const dockerCalls: Readonly<Record<string, DockerCall>> = {
	async version(_engine, call) {
		demandJson(call, 'version');
		const name = 'Lockkeeper practice stack, a stand-in engine';
		return json(call, {
			Client: { Version: engineVersion, ApiVersion: '1.51', Os: process.platform, Context: 'default' },
			Server: {
				Platform: { Name: name },
				Version: engineVersion,
				ApiVersion: '1.51',
				MinAPIVersion: '1.24',
				Os: 'linux',
			},
		});
	},
	async info(engine, call) {
		demandJson(call, 'info');
		const running = [...engine.containers].filter(({ isUp }) => isUp).length;
		return json(call, {
			Containers: engine.containers.size,
			ContainersRunning: running,
			ContainersStopped: engine.containers.size - running,
			Images: engine.images.size,
			OperatingSystem: 'Lockkeeper practice stack',
			OSType: 'linux',
			Architecture: kernelNames[process.arch] ?? process.arch,
			RegistryConfig: { Mirrors: [engine.mirror] },
			DockerRootDir: engine.place.directory,
			Name: hostname(),
			ServerVersion: engineVersion,
			Warnings: null,
		});
	},
	async 'context inspect'(_engine, call) {
		return json(call, [{ Name: 'default', Endpoints: { docker: { Host: 'unix:///var/run/docker.sock' } } }]);
	},
	'container inspect': (engine, call) =>
		inspect(call, (name) => {
			const container = engine.find(name);
			if (!container) throw new Error(`Error response from daemon: No such container: ${name}`);
			return inspectContainer(container);
		}),
	'image inspect': (engine, call) =>
		inspect(call, (reference) => {
			const image = engine.image(reference);
			if (!image)
				throw new Error(
					`Error response from daemon: no such image: ${reference}: No such image: ${withTag(reference)}`,
				);
			const references = [...engine.images]
				.filter(([name, { id }]) => id === image.id && !name.includes('@'))
				.map(([name]) => name);
			const digest = engine.digests.get(image.id);
			return inspectImage(image, references, digest ? [digest] : []);
		}),
	async 'image ls'(engine, call) {
		const { flags } = parseOptions(call.argv, []);
		if (!flags.has('quiet') || !flags.has('no-trunc')) throw unknownCall(['image', 'ls', ...call.argv]);
		for (const { id } of engine.images.values()) await call.stdout(`${id}\n`);
		return 0;
	},
	async 'image rm'(engine, call) {
		for (const name of call.argv) {
			const tagged = withTag(name);
			const image = engine.images.get(tagged);
			if (!image) throw new CallFailure(1, `Error response from daemon: No such image: ${tagged}`);
			engine.images.delete(tagged);
			await call.stdout(`Untagged: ${tagged}\n`);
			// With its last tag goes the image, and its digest with it.
			const tags = [...engine.images].filter(([key, { id }]) => id === image.id && !key.includes('@'));
			if (tags.length > 0) continue;
			for (const [key, { id }] of engine.images) if (id === image.id) engine.images.delete(key);
			await call.stdout(`Deleted: ${image.id}\n`);
		}
		return 0;
	},
	pull: (engine, call) => pullOne(engine, call.argv[0] ?? '', call),
	async 'image tag'(engine, call) {
		const [from = '', to = ''] = call.argv;
		const image = engine.image(from);
		if (!image || !to)
			throw new CallFailure(1, `Error response from daemon: No such image: ${withTag(from)}`);
		engine.images.set(withTag(to), image);
		return 0;
	},
	async logs(engine, call) {
		const { flags, values, rest } = parseOptions(call.argv, ['since']);
		const container = demandContainer(engine, rest[0] ?? '');
		const since = values.since ? comparableTime(values.since) : '';
		if (since === undefined) throw new CallFailure(1, `invalid value for "since": "${values.since}"`);
		const followed = container.running;
		// As the real engine does, it ends when the container stops, also when that will start again.
		const follow = () =>
			flags.has('follow') && !call.signal.aborted && container.running === followed && followed !== undefined;
		call.signal.addEventListener('abort', () => container.log.wake());
		for await (const { at, stream, text } of container.log.read(since, follow)) {
			if (call.signal.aborted) break;
			await call[stream](`${flags.has('timestamps') ? `${at} ` : ''}${text}\n`);
		}
		return 0;
	},
	run: runContainer,
	async exec(engine, call) {
		const { rest } = parseOptions(call.argv, [], true);
		const [name = '', ...argv] = rest;
		return executeIn(demandContainer(engine, name), { ...call, argv });
	},
	async rm(engine, call) {
		const { flags, rest } = parseOptions(call.argv, []);
		for (const name of rest) {
			const container = engine.find(name);
			// With --force, what is not there is a message and no failure (tried with Docker 28).
			if (!container && flags.has('force'))
				await call.stderr(`Error response from daemon: No such container: ${name}\n`);
			const found = container ?? (flags.has('force') ? undefined : demandContainer(engine, name));
			if (!found) continue;
			if (found.isUp && !flags.has('force'))
				throw new CallFailure(
					1,
					`Error response from daemon: cannot remove container "${name}": container is running: stop the container before removing or force remove`,
				);
			await engine.remove(found, flags.has('volumes'));
			await call.stdout(`${name}\n`);
		}
		return 0;
	},
	async ps(engine, call) {
		const { flags, values } = parseOptions(call.argv, ['filter']);
		const [, label = '', value] = /^label=([^=]+)(?:=(.*))?$/s.exec(values.filter ?? '') ?? [];
		if (!flags.has('quiet') || !label) throw unknownCall(['ps', ...call.argv]);
		for (const { id, plan, isUp } of engine.containers) {
			const found = plan.labels[label];
			if (found !== undefined && (value === undefined || value === found) && (isUp || flags.has('all')))
				await call.stdout(`${id.slice(0, 12)}\n`);
		}
		return 0;
	},
};

async function inspect(call: Call, describe: (name: string) => unknown): Promise<number> {
	const problems: string[] = [];
	const found = call.argv.flatMap((name) => {
		try {
			return [describe(name)];
		} catch (error) {
			problems.push((error as Error).message);
			return [];
		}
	});
	await call.stdout(`${JSON.stringify(found, undefined, 4)}\n`);
	for (const problem of problems) await call.stderr(`${problem}\n`);
	return problems.length > 0 ? 1 : 0;
}

function demandJson(call: Call, name: string): void {
	if (call.argv.join(' ') !== '--format {{json .}}') throw unknownCall([name, ...call.argv]);
}

async function json(call: Call, value: unknown): Promise<number> {
	await call.stdout(`${JSON.stringify(value)}\n`);
	return 0;
}
