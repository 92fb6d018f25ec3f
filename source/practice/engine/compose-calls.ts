// Touches the world: the calls of `docker compose`.
import { type Project, projectAsJson, readProject } from '../compose/project.ts';
import { type Call, CallFailure, unknownCall } from './call.ts';
import type { Container } from './container.ts';
import { executeIn } from './docker-run.ts';
import type { StandInEngine } from './engine.ts';
import { parseOptions } from './options.ts';
import { pull } from './pull.ts';
import { startContainers, stopContainers, up } from './up.ts';

/** The release of Compose whose answers the stand-in gives. */
const composeVersion = '2.40.3';

type ComposeCall = (engine: StandInEngine, project: Project, call: Call) => Promise<number>;

/** Answers `docker compose …`. */
export async function composeCall(engine: StandInEngine, call: Call): Promise<number> {
	const { lists, rest } = parseOptions(call.argv, ['env-file'], true);
	const [name = '', ...argv] = rest;
	if (name === 'version' && argv.join(' ') === '--short') {
		await call.stdout(`${composeVersion}\n`);
		return 0;
	}
	const answer = composeCalls[name];
	if (!answer) throw unknownCall(['compose', ...call.argv]);
	const project = readProject(call, lists['env-file'] ?? []);
	for (const warning of project.warnings)
		await call.stderr(`time="${new Date().toISOString().slice(0, 19)}Z" ${warning}\n`);
	return answer(engine, project, { ...call, argv });
}

const composeCalls: Readonly<Record<string, ComposeCall>> = {
	async config(_engine, project, call) {
		if (call.argv.join(' ') !== '--format json') throw unknownCall(['compose', 'config', ...call.argv]);
		await call.stdout(`${projectAsJson(project)}\n`);
		return 0;
	},
	async ps(engine, project, call) {
		const { flags, rest } = parseOptions(call.argv, []);
		const wanted = servicesOf(project, rest);
		const containers = [...engine.ofProject(project.name)].flatMap(([service, container]) =>
			wanted[service] && (container.isUp || flags.has('all')) ? [container] : [],
		);
		await call.stdout(
			flags.has('quiet') ? containers.map(({ id }) => `${id}\n`).join('') : table(containers),
		);
		return 0;
	},
	pull: (engine, project, call) => pull(engine, servicesOf(project, call.argv), call),
	up(engine, project, call) {
		const { flags, rest } = parseOptions(call.argv, []);
		if (!flags.has('detach')) throw unknownCall(['compose', 'up', ...call.argv]);
		return up(engine, project, rest.length > 0 ? Object.keys(servicesOf(project, rest)) : undefined, call);
	},
	stop: (engine, project, call) =>
		stopContainers(engine, project, Object.keys(servicesOf(project, call.argv)), call),
	start: (engine, project, call) =>
		startContainers(engine, project, Object.keys(servicesOf(project, call.argv)), call),
	async exec(engine, project, call) {
		const { rest } = parseOptions(call.argv, [], true);
		const [service = '', ...argv] = rest;
		const container = engine.ofProject(project.name).get(service);
		if (!container || container.status === 'exited' || container.status === 'created')
			throw new CallFailure(1, `service "${service}" is not running`);
		return executeIn(container, { ...call, argv });
	},
};

function servicesOf(project: Project, names: readonly string[]): Project['services'] {
	const unknown = names.find((name) => !project.services[name]);
	if (unknown) throw new CallFailure(1, `no such service: ${unknown}`);
	return Object.fromEntries(
		Object.entries(project.services).filter(([name]) => names.length === 0 || names.includes(name)),
	);
}

function table(containers: readonly Container[]): string {
	const rows = containers.map((container) => {
		const { plan } = container;
		const ports = plan.ports
			.map(({ address, published, target, protocol }) => `${address}:${published}->${target}/${protocol}`)
			.join(', ');
		return [
			plan.name,
			plan.imageName,
			plan.labels['com.docker.compose.service'] ?? '',
			state(container),
			ports,
		];
	});
	const all = [['NAME', 'IMAGE', 'SERVICE', 'STATUS', 'PORTS'], ...rows];
	const widths = (all[0] ?? []).map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
	return all
		.map(
			(row) =>
				`${row
					.map((cell, column) => cell.padEnd(widths[column] ?? 0))
					.join('   ')
					.trimEnd()}\n`,
		)
		.join('');
}

function state({ status, exitCode, health, startedAt }: Container): string {
	if (status === 'created') return 'Created';
	if (status === 'restarting') return `Restarting (${exitCode})`;
	if (status === 'exited') return `Exited (${exitCode})`;
	const seconds = Math.round((Date.now() - Date.parse(startedAt)) / 1000);
	return `Up ${seconds} seconds${health ? ` (${health === 'starting' ? 'health: starting' : health})` : ''}`;
}
