// Touches the world: `docker compose up`, `stop` and `start`, in Compose's order and words.
import { setTimeout as sleep } from 'node:timers/promises';
import { demandService, inOrder } from '../compose/order.ts';
import { configHash, type Project } from '../compose/project.ts';
import type { ResolvedService } from '../compose/service.ts';
import { withTag } from '../images.ts';
import { type Call, CallFailure } from './call.ts';
import type { Container } from './container.ts';
import { createContainer, hashLabel } from './create-container.ts';
import type { StandInEngine } from './engine.ts';
import { pull } from './pull.ts';

/**
 * Recreates what differs from its description, then starts in the order of dependencies, waiting for health
 * where the file says so.
 * @param named services asked for; undefined for all, and then the dependents of what is recreated are as well
 */
export async function up(
	engine: StandInEngine,
	project: Project,
	named: readonly string[] | undefined,
	call: Call,
): Promise<number> {
	const order = inOrder(project, named ?? Object.keys(project.services));
	await pullMissing(engine, project, order, call);
	const say = (name: string, text: string) => call.stderr(` Container ${name}  ${text}\n`);
	const network = `${project.name}_default`;
	if (!engine.networks.has(network)) {
		await call.stderr(` Network ${network}  Creating\n Network ${network}  Created\n`);
		engine.networks.add(network);
	}
	const containers = engine.ofProject(project.name);
	const recreated = new Set<string>();
	for (const name of order) {
		const service = demandService(project, name);
		const old = containers.get(name);
		const image = engine.image(service.image);
		if (!image)
			throw new CallFailure(1, `Error response from daemon: No such image: ${withTag(service.image)}`);
		const dependsOnRecreated =
			named === undefined && Object.keys(service.depends_on ?? {}).some((other) => recreated.has(other));
		const changed =
			old &&
			(old.plan.labels[hashLabel] !== configHash(service) ||
				old.plan.image.id !== image.id ||
				dependsOnRecreated);
		const container = old?.plan.name ?? `${project.name}-${name}-1`;
		if (old && !changed) {
			if (old.isUp) await say(container, 'Running');
			continue;
		}
		await say(container, old ? 'Recreate' : 'Creating');
		if (old) await engine.remove(old, false);
		containers.set(name, await createContainer(engine, project, name, service));
		if (old) recreated.add(name);
		await say(container, old ? 'Recreated' : 'Created');
	}
	for (const name of order) {
		const container = containers.get(name);
		if (!container || container.isUp || container.status === 'restarting') continue;
		await waitForDependencies(demandService(project, name), containers, order, call);
		await start(container, call);
	}
	return 0;
}

/** `docker compose stop`, dependents first. */
export async function stopContainers(
	engine: StandInEngine,
	project: Project,
	names: readonly string[],
	call: Call,
): Promise<number> {
	const containers = engine.ofProject(project.name);
	for (const name of inOrder(project, names)
		.filter((one) => names.includes(one))
		.reverse()) {
		const container = containers.get(name);
		if (!container || container.status === 'exited') continue;
		await call.stderr(` Container ${container.plan.name}  Stopping\n`);
		await container.stop();
		await call.stderr(` Container ${container.plan.name}  Stopped\n`);
	}
	return 0;
}

/** `docker compose start`, dependencies first; those that were not named are waited for. */
export async function startContainers(
	engine: StandInEngine,
	project: Project,
	names: readonly string[],
	call: Call,
): Promise<number> {
	const containers = engine.ofProject(project.name);
	for (const name of inOrder(project, names).filter((one) => names.includes(one))) {
		const container = containers.get(name);
		if (!container) throw new CallFailure(1, `service "${name}" has no container to start`);
		if (container.isUp) continue;
		await waitForDependencies(demandService(project, name), containers, names, call);
		await start(container, call);
	}
	return 0;
}

async function start(container: Container, call: Call): Promise<void> {
	await call.stderr(` Container ${container.plan.name}  Starting\n`);
	container.start();
	await call.stderr(` Container ${container.plan.name}  Started\n`);
}

/** Compose looks every half second; what has ended or is unhealthy fails the call (tried with Compose 2.26). */
async function waitForDependencies(
	service: ResolvedService,
	containers: ReadonlyMap<string, Container>,
	among: readonly string[],
	call: Call,
): Promise<void> {
	for (const [name, { condition, required }] of Object.entries(service.depends_on ?? {})) {
		const container = containers.get(name);
		if (!container || !among.includes(name) || condition !== 'service_healthy') continue;
		const say = (text: string) => call.stderr(` Container ${container.plan.name}  ${text}\n`);
		await say('Waiting');
		while (container.health !== 'healthy' || !container.isUp) {
			if (container.health === 'unhealthy' || container.status === 'exited') {
				await say('Error');
				if (!required) break;
				const how = container.status === 'exited' ? `exited (${container.exitCode})` : 'is unhealthy';
				throw new CallFailure(1, `dependency failed to start: container ${container.plan.name} ${how}`);
			}
			await sleep(100, undefined, { signal: call.signal });
		}
		if (container.isUp) await say('Healthy');
	}
}

async function pullMissing(
	engine: StandInEngine,
	project: Project,
	names: readonly string[],
	call: Call,
): Promise<void> {
	const missing = names.filter((name) => !engine.image(demandService(project, name).image));
	if (missing.length > 0)
		await pull(engine, Object.fromEntries(missing.map((name) => [name, demandService(project, name)])), call);
}
