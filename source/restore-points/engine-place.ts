// Touches the world: finds out whether the engine's files are this host's.
import { hostname } from 'node:os';
import { z } from 'zod';
import { currentContext, info } from '../docker/arguments.ts';
import type { Engine } from '../docker/engine.ts';
import { run } from '../docker/run.ts';
import type { RestorePointContext } from './context.ts';

const infoSchema = z.object({
	Name: z.string().default(''),
	DockerRootDir: z.string(),
	SecurityOptions: z.array(z.string()).nullish(),
});
const contextSchema = z.tuple([
	z.object({ Endpoints: z.object({ docker: z.object({ Host: z.string() }) }) }),
]);

/** Where the engine keeps containers, images and volumes on this host; or why its files are not this host's. */
export type EnginePlace = { readonly root: string } | { readonly problem: string };

/** It does not move while this process runs: asked once. */
const known = new WeakMap<Engine, Promise<EnginePlace>>();

/** @throws CommandError when the engine cannot be asked */
export async function enginePlace(
	context: Pick<RestorePointContext, 'engine' | 'signal'>,
): Promise<EnginePlace> {
	const asked = known.get(context.engine) ?? ask(context);
	known.set(context.engine, asked);
	try {
		return await asked;
	} catch (error) {
		known.delete(context.engine);
		throw error;
	}
}

async function ask({ engine, signal }: Pick<RestorePointContext, 'engine' | 'signal'>): Promise<EnginePlace> {
	const options = { deadline: 60_000, signal };
	const [current, about] = await Promise.all([
		run(engine, currentContext(engine), options),
		run(engine, info(engine), options),
	]);
	const [{ Endpoints }] = contextSchema.parse(JSON.parse(current.stdout));
	const { Host: address } = Endpoints.docker;
	if (!address.startsWith('unix:')) return { problem: `the engine is reached over ${address}` };
	const { Name, DockerRootDir: root, SecurityOptions } = infoSchema.parse(JSON.parse(about.stdout));
	// A socket may be forwarded from another host, or stand in a container.
	if (Name !== hostname()) return { problem: `the engine runs on ${Name}, and this is ${hostname()}` };
	const mapped = SecurityOptions?.find((option) => /name=(?:rootless|userns)/.test(option));
	return mapped ? { problem: `the engine gives owners other numbers (${mapped})` } : { root };
}
