import * as docker from '../docker/arguments.ts';
import { type Command, quote, type ShownCommand, toShell } from '../docker/command.ts';
import type { Engine } from '../docker/engine.ts';
import { type Unit, unitOf } from '../host-service/words.ts';
import { keptTag } from '../images/kept-tag.ts';
import type { PinKind } from '../pins/pin-kind.ts';
import { pinOf } from '../pins/pin-of.ts';
import { repositoriesAmong, repositoryOf } from '../runbook/detect.ts';
import type { Runbook } from '../runbook/schema.ts';
import type { Facts, ServiceFact } from '../survey/facts.ts';
import { revisionCommands } from '../survey/schema/revision.ts';
import { inWords } from '../text/list.ts';
import { optionalSteps } from './after.ts';
import { announceSteps } from './announce.ts';
import { buildStep } from './build.ts';
import { expectedDurations } from './durations.ts';
import { findBuildStep } from './find-build.ts';
import { addVariablesSteps } from './new-variables.ts';
import { othersOf } from './others.ts';
import type { Plan, Step } from './plan.ts';
import { type SaveWishes, saveSteps, withoutCopy } from './save.ts';

/** What a plan is made from, besides the facts. */
export type UpgradeWishes = Omit<SaveWishes, 'level'> & {
	readonly engine: Engine;
	readonly from: string;
	readonly to: string;
	/** What asks the app whether it answers as expected. */
	readonly answers: readonly ShownCommand[];
	/** How far the restore point is proven; default `data`. */
	readonly level?: SaveWishes['level'];
	/** What those who use the app are told before it stops. */
	readonly announcement?: string | undefined;
};

/** The steps of one hop. What needs no downtime comes first: save, prove and pull while the old version serves. */
export function planUpgrade(facts: Facts, wishes: UpgradeWishes): Plan {
	const { engine, from, to } = wishes;
	const stopsEarly = (wishes.stops ?? []).length > 0;
	const announced = announceSteps(wishes.announcement, stopsEarly ? 'Back up' : 'Upgrade');
	const project = { directory: facts.directory, envFiles: facts.envFiles };
	const app = facts.services.filter((service) => service.app);
	const names = app.map((service) => service.name);
	const expected = expectedDurations(facts);
	const pin = pinOf(facts.runbook, facts.composeFile);
	const added = addVariablesSteps(facts, to);
	const rePin = `${pin.saying(from)} again, and the same command`;
	const steps: readonly Step[] = [
		// Where the app stops for its backup, that is when it stops first.
		...(stopsEarly ? announced : []),
		...saveSteps(facts, expected, { ...wishes, level: wishes.level ?? 'data' }).map((step) =>
			step.kind === 'ship' ? { ...step, without: withoutCopy } : step,
		),
		...(facts.service ? [] : [keepStep(facts, engine, from)]),
		// An image is built with what it is to have; else nothing needs them before the start.
		...(pin.kind === 'checkout' ? added : []),
		...newVersionSteps(facts, { engine, pin, from, to, expected: expected.pull }),
		...(pin.kind === 'checkout' ? [] : added),
		...(stopsEarly ? [] : announced),
		pinStep({
			...{ facts, engine, pin },
			from,
			to,
			undo: `${pin.saying(from)} again`,
			gate: 'confirm',
			phase: 'Upgrade',
		}),
		upStep({
			command: docker.up(engine, project, names, upOptions(facts.runbook)),
			names,
			unit: unitOf(facts.service),
			version: to,
			undo: rePin,
			downtime: expected.start,
			phase: 'Upgrade',
		}),
		waitStep({
			command: docker.serviceLog(engine, project, facts.runbook.migrations.service),
			unit: unitOf(facts.service),
			expected: expected.start,
			undo: rePin,
			phase: 'Upgrade',
		}),
		verifyStep({
			version: to,
			names,
			commands: verifyCommands(facts, engine, wishes.answers),
			phase: 'Verify',
		}),
		...askStep(facts),
		...optionalSteps(facts, engine),
	];
	return { purpose: 'upgrade', from, to, directory: facts.directory, steps, others: othersOf(facts) };
}

const keepStep = (facts: Facts, engine: Engine, from: string): Step => ({
	id: 'keep-images',
	kind: 'keep-images',
	phase: 'Upgrade',
	title: `keep the images of ${from}`,
	commands: keptImages(facts.services.filter((service) => service.app)).map(({ id, kept }) =>
		toShell(docker.tagImage(engine, id, kept)),
	),
	changes: 'a local tag on each image that runs now, so that a prune cannot take it',
	undo: 'docker image rm, by that tag',
	expected: 1000,
	downtime: 0,
	parameters: {},
});

type NewVersion = {
	readonly engine: Engine;
	readonly pin: PinKind;
	readonly from: string;
	readonly to: string;
	readonly expected: number;
};

/** Has what the new version is started from on this host, while the old one serves. */
function newVersionSteps(facts: Facts, wishes: NewVersion): readonly Step[] {
	const { engine, pin, from, to, expected } = wishes;
	// The platform fetches by itself what it starts.
	if (facts.service?.is === 'managed') return [];
	switch (pin.kind) {
		case 'checkout':
			return [buildStep(facts, { engine, pin, to, images: builtOf(facts, to) })];
		case 'link':
			return [findBuildStep(facts, to, 'Upgrade')];
		case 'file':
			return [pullStep(facts, { engine, from, to, expected })];
		default:
			return pin satisfies never;
	}
}

/** The app's images of a version, by service. */
const builtOf = (facts: Facts, version: string) =>
	Object.fromEntries(
		facts.services
			.filter(({ app }) => app)
			.map(({ name, image }) => [name, `${repositoryOf(image)}:${version}`]),
	);

function pullStep(
	facts: Facts,
	options: { readonly engine: Engine; readonly from: string; readonly to: string; readonly expected: number },
): Step {
	const { engine, from, to, expected } = options;
	return {
		id: 'pull',
		kind: 'pull',
		phase: 'Upgrade',
		title: `pull ${to}`,
		commands: pullCommands(facts, engine, to),
		changes: `the images of ${to} on this host; ${from} goes on serving`,
		undo: 'docker image rm of the new tag',
		expected,
		downtime: 0,
		parameters: { version: to },
	};
}

/** What was built for a version is started, and nothing else: a build in the middle of a start would be another image. */
export const upOptions = ({ version }: Pick<Runbook, 'version'>): readonly '--no-build'[] =>
	'git' in version.pin ? ['--no-build'] : [];

/** Fetches a version while the files stay as they are. */
function pullCommands(facts: Facts, engine: Engine, to: string): Step['commands'] {
	const pin = pinOf(facts.runbook, facts.composeFile);
	const environment = pin.kind === 'file' ? pin.environment : undefined;
	if (!environment) return imagesOf(facts, to).map((image) => toShell(docker.pullImage(engine, image)));
	const project = { directory: facts.directory, envFiles: facts.envFiles };
	const names = facts.services.filter((service) => service.app).map((service) => service.name);
	const said = Object.entries(environment(to)).map(([name, value]) => `${name}=${quote(value)}`);
	return [`${said.join(' ')} ${toShell(docker.pull(engine, project, names))}`];
}

/** The images of a version that the app's services would run, each once. */
export const imagesOf = ({ runbook, services }: Facts, version: string): readonly string[] =>
	repositoriesAmong(
		runbook,
		services.map(({ image }) => image),
	).map((repository) => `${repository}:${version}`);

/** A local tag for each image the app's services run. */
export function keptImages(
	app: readonly ServiceFact[],
): readonly { readonly id: string; readonly kept: string }[] {
	const ids = new Map<string, string>();
	for (const { imageId, runningImage } of app) {
		// By tag: two services that are built alike have one image under two names.
		if (imageId && runningImage) ids.set(keptTag(runningImage), imageId);
	}
	return [...ids].map(([kept, id]) => ({ id, kept }));
}

export function pinStep(options: {
	readonly facts: Facts;
	readonly engine: Engine;
	readonly pin: PinKind;
	readonly from: string;
	readonly to: string;
	readonly undo: string;
	readonly phase: Step['phase'];
	readonly gate?: Step['gate'];
}): Step {
	const { facts, engine, pin, from, to, undo, phase, gate } = options;
	const named = pin.kind === 'checkout' ? tagCommands(facts, engine, to) : [];
	return {
		id: 'pin',
		kind: 'pin',
		phase,
		title: `pin ${to}`,
		commands: [pin.command(from, to), ...named],
		changes: pinChanges(pin, from, to),
		undo,
		expected: 500,
		downtime: 0,
		...(gate ? { gate } : {}),
		parameters: { from, version: to },
	};
}

function pinChanges({ kind, changes }: PinKind, from: string, to: string): string {
	const moved = `${changes}, from ${from} to ${to}`;
	switch (kind) {
		case 'checkout':
			return `${moved}, and which images Compose starts: those of ${to}`;
		case 'link':
			return moved;
		case 'file':
			return `${moved}; no other byte of it`;
		default:
			return kind satisfies never;
	}
}

/** Gives the images of a version the names that Compose starts them by. */
const tagCommands = (facts: Facts, engine: Engine, version: string): readonly ShownCommand[] =>
	facts.services
		.filter(({ app }) => app)
		.map(({ image }) => toShell(docker.tagImage(engine, `${repositoryOf(image)}:${version}`, image)));

export function upStep(options: {
	readonly command: Command;
	readonly names: readonly string[];
	readonly unit: Unit;
	readonly version: string;
	readonly undo: string;
	readonly downtime: number;
	readonly phase: Step['phase'];
}): Step {
	const { command, names, unit, version, undo, downtime, phase } = options;
	return {
		id: 'up',
		kind: 'up',
		phase,
		title: `restart the stack with ${version}`,
		commands: [toShell(command)],
		changes: `${unit === 'container' ? 'the containers' : `the ${unit}`} of ${inWords(names)}; the app does not serve until it is up again`,
		undo,
		expected: 5000,
		downtime: Math.min(5000, downtime),
		parameters: { version },
	};
}

export function waitStep(options: {
	readonly command: Command;
	readonly unit: Unit;
	readonly expected: number;
	readonly undo: string;
	readonly phase: Step['phase'];
}): Step {
	return {
		id: 'wait',
		kind: 'wait',
		phase: options.phase,
		title: `wait for ${options.unit}, log, health, schema`,
		commands: [toShell(options.command)],
		changes: 'nothing itself: the app migrates its database at its start, if it has to',
		undo: options.undo,
		expected: options.expected,
		downtime: options.expected,
		parameters: {},
	};
}

export function verifyStep(options: {
	readonly version: string;
	readonly names: readonly string[];
	readonly commands: readonly ShownCommand[];
	readonly phase: Step['phase'];
}): Step {
	return {
		id: 'verify',
		kind: 'verify',
		phase: options.phase,
		title: `verify ${options.version}`,
		commands: options.commands,
		changes: 'nothing: it looks',
		undo: 'nothing to undo',
		expected: 3000,
		downtime: 0,
		parameters: { version: options.version },
	};
}

/** By hand, what verifying looks at: containers, answers, revision. */
export function verifyCommands(
	facts: Facts,
	engine: Engine,
	answers: readonly ShownCommand[],
): readonly ShownCommand[] {
	const project = { directory: facts.directory, envFiles: facts.envFiles };
	const [current] = revisionCommands(facts.runbook, engine, project);
	return [
		toShell(docker.containerTable(engine, project)),
		...answers,
		...(current ? [toShell(current)] : []),
	];
}

function askStep(facts: Facts): readonly Step[] {
	const asks = facts.runbook.verify.flatMap((entry) => ('ask' in entry ? [entry.ask] : []));
	if (asks.length === 0) return [];
	return [
		{
			id: 'ask',
			kind: 'ask',
			phase: 'Verify',
			title: 'try it by hand',
			commands: [],
			changes: 'nothing: you try, and tick what you tried',
			undo: 'nothing to undo',
			expected: 120_000,
			downtime: 0,
			parameters: { asks: asks.join('\n') },
		},
	];
}
