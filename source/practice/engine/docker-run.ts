// Touches the world: runs programs in containers, those that are there and those made for it.
import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { withTag } from '../images.ts';
import { programOf } from '../services/programs.ts';
import { type Call, CallFailure, unknownCall } from './call.ts';
import type { Container } from './container.ts';
import type { StandInEngine } from './engine.ts';
import { parseOptions } from './options.ts';

/** Runs a program in a container that runs. */
export async function executeIn(container: Container, call: Call): Promise<number> {
	const { name, image } = container.plan;
	if (container.status === 'restarting')
		throw new CallFailure(
			1,
			`Error response from daemon: Container ${container.id} is restarting, wait until the container is running`,
		);
	if (!container.isUp)
		throw new CallFailure(1, `Error response from daemon: container ${container.id} is not running`);
	const execution = programOf(image.kind).execute(container.context(), container.running, {
		...call,
		environment: container.plan.environment,
	});
	if (!execution)
		throw new CallFailure(
			127,
			`the practice stack's stand-in for container ${name} has no program: ${call.argv.join(' ')}`,
		);
	return execution;
}

/** `docker run`: in the background its main process, in the foreground a program beside it. */
export async function runContainer(engine: StandInEngine, call: Call): Promise<number> {
	const { flags, values, lists, rest } = parseOptions(
		call.argv,
		['pull', 'network', 'entrypoint', 'name', 'label', 'env', 'volume', 'tmpfs'],
		true,
	);
	const [imageName = '', ...command] = rest;
	const image = engine.image(imageName);
	if (!image)
		throw new CallFailure(
			125,
			`docker: Error response from daemon: No such image: ${withTag(imageName)}\n\nRun 'docker run --help' for more information`,
		);
	const pairs = (list: readonly string[] = []) =>
		Object.fromEntries(list.map((entry) => [entry.split('=')[0] ?? '', entry.slice(entry.indexOf('=') + 1)]));
	const entrypoint = values.entrypoint ? [values.entrypoint] : image.entrypoint;
	const volume = join(engine.place.directory, 'volumes', randomUUID());
	const container = engine.create({
		name: values.name ?? `practice-${Date.now().toString(36)}`,
		image,
		imageName,
		labels: pairs(lists.label),
		environment: { ...pairs([...image.environment]), ...pairs(lists.env) },
		entrypoint,
		command: command.length > 0 || values.entrypoint ? command : image.command,
		restart: 'no',
		mounts: image.volume ? [{ type: 'volume', source: volume, target: image.volume, readOnly: false }] : [],
		ports: [],
		network: values.network ?? 'bridge',
	});
	if (flags.has('detach')) {
		for (const { source } of container.plan.mounts) await mkdir(source, { recursive: true });
		container.start();
		await call.stdout(`${container.id}\n`);
		return 0;
	}
	try {
		// In the foreground only programs beside the main one are run; they end by themselves.
		const execution = programOf(image.kind).execute(container.context(), undefined, {
			...call,
			argv: [...entrypoint, ...command],
		});
		if (!execution) throw unknownCall(['run', ...call.argv]);
		return await execution;
	} finally {
		await engine.remove(container, true);
	}
}

/** @throws CallFailure as the engine says it */
export function demandContainer(engine: StandInEngine, name: string): Container {
	const container = engine.find(name);
	if (!container) throw new CallFailure(1, `Error response from daemon: No such container: ${name}`);
	return container;
}
