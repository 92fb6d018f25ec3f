import * as docker from '../docker/arguments.ts';
import { type ShownCommand, toShell } from '../docker/command.ts';
import type { Engine } from '../docker/engine.ts';
import { unitOf } from '../host-service/words.ts';
import { keptTag } from '../images/kept-tag.ts';
import { pinOf } from '../pins/pin-of.ts';
import type { Copies } from '../restore-points/postgres/live-files.ts';
import type { Alone } from '../restore-points/selection.ts';
import { repositoryOf } from '../runbook/detect.ts';
import type { Facts } from '../survey/facts.ts';
import { expectedDurations } from './durations.ts';
import { findBuildStep } from './find-build.ts';
import { type AddedFor, addVariablesAgain, removeVariablesSteps } from './new-variables.ts';
import { othersOf } from './others.ts';
import type { Plan, Step } from './plan.ts';
import { imagesOf, pinStep, upOptions, upStep, verifyCommands, verifyStep, waitStep } from './upgrade.ts';
import type { WayBack } from './ways-back.ts';

/** What a plan back is made from. */
export type RollbackWishes = {
	readonly engine: Engine;
	/** The version that is pinned now. */
	readonly from: string;
	/** The version to go back to. */
	readonly to: string;
	readonly way: WayBack;
	/** Path of the restore point; needed by `restore` and `undo`. */
	readonly restorePoint?: string;
	/** The version that the data of now belongs to; it is kept with the data. */
	readonly keeps: string;
	/** When the swap was that `undo` undoes, ISO 8601. */
	readonly undoes?: string | undefined;
	/** Set when a part of the restore point is meant, and the others stay as they are. */
	readonly alone?: Alone | undefined;
	/** Where the files lie that copies take the place of; of a way by them. */
	readonly copies?: Copies | undefined;
	/** Names what is made and kept beside, ISO 8601. */
	readonly at: string;
	/** By hand: load beside, and swap. */
	readonly restoreCommands: readonly ShownCommand[];
	readonly swapCommands: readonly ShownCommand[];
	/** What asks the app whether it answers as expected. */
	readonly answers: readonly ShownCommand[];
	/** Lines in env files that were added for a version after `to`. */
	readonly added?: readonly AddedFor[];
	/** The step that had added variables for `to`, which `undo` leads to again. */
	readonly addsAgain?: Step | undefined;
};

/** The steps of a way back; `leave` and `further` have none. */
export function planRollback(facts: Facts, wishes: RollbackWishes): Plan {
	const { from, to, way } = wishes;
	const steps = stepsOf(facts, wishes);
	return {
		purpose: way.id === 'finish' ? 'upgrade' : 'rollback',
		from,
		to: way.id === 'finish' ? from : to,
		directory: facts.directory,
		steps,
		others: othersOf(facts),
	};
}

function stepsOf(facts: Facts, wishes: RollbackWishes): readonly Step[] {
	const { from, to, way, alone, added = [], addsAgain } = wishes;
	switch (way.id) {
		case 'leave':
		// It leads to a second question, and that to a restore.
		case 'further':
			return [];
		case 'finish':
			return start(facts, wishes, from);
		case 're-pin':
			return [
				...imageSteps(facts, wishes),
				pin(facts, wishes, 'confirm'),
				...removeVariablesSteps(added, to),
				...start(facts, wishes, to),
			];
		case 'restore-archive': {
			const [restoreBeside, losses, stop, ready, swap] = restoreSteps(facts, wishes);
			return [
				...imageSteps(facts, wishes),
				...[restoreBeside, losses, stop, ready, swap],
				...start(facts, wishes, to),
			];
		}
		case 'restore-copy':
		case 'restore-database':
		case 'restore': {
			const [restoreBeside, losses, stop, ready, swap] = restoreSteps(facts, wishes);
			// Pinned before the swap: from there on no start by anybody's hand can migrate the restored data.
			return [
				...imageSteps(facts, wishes),
				restoreBeside,
				losses,
				stop,
				ready,
				pin(facts, wishes, undefined),
				...removeVariablesSteps(added, to),
				swap,
				...start(facts, wishes, to),
			];
		}
		case 'undo': {
			const [, , stop, ready, swap] = restoreSteps(facts, wishes);
			return [
				...imageSteps(facts, wishes),
				{ ...stop, changes: `${ofApp(facts)}, so that nothing writes during the swap` },
				ready,
				pin(facts, wishes, undefined),
				...(addsAgain ? [addVariablesAgain(addsAgain)] : []),
				{
					...swap,
					changes: `what an earlier restore kept${alone ? `, ${alone.only},` : ''} takes the names in use; what is there now stays under dated names`,
				},
				...start(facts, wishes, to),
			];
		}
		default:
			return way.id satisfies never;
	}
}

function restoreSteps(facts: Facts, wishes: RollbackWishes): readonly [Step, Step, Step, Step, Step] {
	const { engine, way, restorePoint = '', restoreCommands, swapCommands } = wishes;
	const project = { directory: facts.directory, envFiles: facts.envFiles };
	const app = appNames(facts);
	// The names stand in the plan, and so in the journal: a resumed run must find what it made.
	const { copies, alone } = wishes;
	const parameters = {
		...{ restorePoint, at: wishes.at, keeps: wishes.keeps },
		...(copies ? { copies: JSON.stringify(copies) } : {}),
		...alone,
		...(wishes.undoes === undefined ? {} : { undoes: wishes.undoes }),
	};
	return [
		{
			id: 'restore-beside',
			kind: 'restore-beside',
			phase: 'Ways back',
			title: besideTitle(wishes),
			commands: restoreCommands,
			changes: alone
				? `beside what is in use, and compared with the restore point: ${alone.only}`
				: copies
					? 'a copy of the database’s files and a new directory beside those in use; compared with the restore point'
					: 'a new database and a new directory beside those in use; compared with the restore point',
			undo: 'remove them; nothing in use was touched',
			expected: way.milliseconds,
			downtime: 0,
			gate: 'confirm',
			parameters,
		},
		{
			id: 'losses',
			kind: 'losses',
			phase: 'Ways back',
			title: 'see what would be lost',
			commands: [],
			changes: 'nothing: it compares what is in use with what was laid beside',
			undo: 'nothing to undo',
			expected: 5000,
			downtime: 0,
			parameters,
		},
		{
			id: 'stop',
			kind: 'stop',
			phase: 'Ways back',
			title: 'stop the app',
			commands: [toShell(docker.stop(engine, project, app))],
			changes: `${ofApp(facts)}, so that nothing writes during the swap`,
			undo: toShell(docker.start(engine, project, app)),
			expected: 10_000,
			downtime: 10_000,
			// What is written up to here is no longer served after it: asked once the numbers are known.
			gate: 'type',
			parameters,
		},
		{
			id: 'ready',
			kind: 'ready',
			phase: 'Ways back',
			title: 'see that nobody uses the data',
			commands: [],
			changes: 'nothing: it looks',
			undo: 'nothing to undo',
			expected: 1000,
			downtime: 1000,
			parameters,
		},
		{
			id: 'swap',
			kind: 'swap',
			phase: 'Ways back',
			title: 'swap by rename',
			commands: swapCommands,
			changes: alone
				? `${copies ? 'the database stops; ' : ''}what lies beside takes the name in use, and that of now stays under a dated name: ${alone.only}. Untouched: ${alone.stays}`
				: copies
					? 'the database stops; files and directory of the restore point take the names in use, those of now stay under dated names; the database starts'
					: 'database and directory of the restore point take the names in use; those of now stay under dated names',
			undo: 'rename them back',
			expected: copies ? 5000 : 1000,
			downtime: copies ? 5000 : 1000,
			parameters,
		},
	];
}

function besideTitle({ alone, copies }: RollbackWishes): string {
	if (alone?.of === 'files') return 'unpack the archive beside';
	if (alone) return copies ? 'lay the database beside' : 'load the database beside';
	return copies ? 'lay the restore point beside' : 'load the restore point beside';
}

const ofApp = ({ service }: Facts) =>
	service ? `the app’s ${unitOf(service)} stops` : 'the app’s containers stop';

const upCommand = (facts: Facts, { engine }: RollbackWishes) =>
	docker.up(
		engine,
		{ directory: facts.directory, envFiles: facts.envFiles },
		appNames(facts),
		upOptions(facts.runbook),
	);

const appNames = (facts: Facts) =>
	facts.services.filter((service) => service.app).map((service) => service.name);

function pin(facts: Facts, wishes: RollbackWishes, gate: Step['gate']): Step {
	const { engine, from, to } = wishes;
	return pinStep({
		...{ facts, engine },
		pin: pinOf(facts.runbook, facts.composeFile),
		from,
		to,
		undo: `upgrade to ${from} again`,
		phase: 'Ways back',
		...(gate ? { gate } : {}),
	});
}

/** Restart, wait, verify; the same acts as in an upgrade. */
function start(facts: Facts, wishes: RollbackWishes, version: string): readonly Step[] {
	const { engine, from, way } = wishes;
	const names = appNames(facts);
	const unit = unitOf(facts.service);
	const expected = expectedDurations(facts).start;
	const phase = 'Ways back';
	const undo = way.id === 'finish' ? 'every other way back stays open' : `upgrade to ${from} again`;
	const project = { directory: facts.directory, envFiles: facts.envFiles };
	const logCommand = docker.serviceLog(engine, project, facts.runbook.migrations.service);
	return [
		upStep({ command: upCommand(facts, wishes), names, unit, version, undo, downtime: expected, phase }),
		waitStep({ command: logCommand, unit, expected, undo, phase }),
		verifyStep({ version, names, commands: verifyCommands(facts, engine, wishes.answers), phase }),
	];
}

/** Before anything stops: what is to be started must be here. */
function imageSteps(facts: Facts, { engine, to, way: { pull } }: RollbackWishes): readonly Step[] {
	switch (facts.service?.is) {
		case 'host':
			return [findBuildStep(facts, to, 'Ways back')];
		// The platform fetches by itself what it starts.
		case 'managed':
			return [];
		default:
			return [
				pull === undefined
					? findImagesStep(engine, to, imagesOf(facts, to))
					: pullImageStep(engine, to, pull),
			];
	}
}

/** @param pulled digests or tags */
function pullImageStep(engine: Engine, version: string, pulled: readonly string[]): Step {
	const images = pulled.map((reference) => ({ reference, tag: `${repositoryOf(reference)}:${version}` }));
	return {
		id: 'pull-image',
		kind: 'pull-image',
		phase: 'Ways back',
		title: `pull the ${imageOrImages(images)} of ${version}`,
		commands: images.flatMap(({ reference, tag }) => [
			toShell(docker.pullImage(engine, reference)),
			...(reference === tag ? [] : [toShell(docker.tagImage(engine, reference, tag))]),
		]),
		changes: `${images.length === 1 ? 'an image' : 'images'} on this host; what runs goes on`,
		undo: `docker image rm ${images.map(({ tag }) => tag).join(' ')}`,
		expected: 30_000,
		downtime: 0,
		parameters: { version, pulled: pulled.join(' ') },
	};
}

const imageOrImages = ({ length }: readonly unknown[]) => (length === 1 ? 'image' : 'images');

function findImagesStep(engine: Engine, version: string, images: readonly string[]): Step {
	return {
		id: 'find-images',
		kind: 'find-images',
		phase: 'Ways back',
		title: `find the ${imageOrImages(images)} of ${version}`,
		commands: images.map(
			(image) =>
				`${toShell(docker.inspectImages(engine, [image]))} || ${toShell(docker.tagImage(engine, keptTag(image), image))}`,
		),
		changes: 'at most a local tag',
		undo: 'nothing to undo',
		expected: 500,
		downtime: 0,
		parameters: { version },
	};
}
