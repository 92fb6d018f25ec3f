// Touches the world: looks at everything that should be so now.
import { setTimeout as sleep } from 'node:timers/promises';
import { OperatorError } from '../host/errors.ts';
import { appRepositories, repositoryOf, tagOf } from '../runbook/detect.ts';
import { asCheckedOut } from '../survey/compose-config.ts';
import { dataPlaces } from '../survey/data.ts';
import type { SchemaFact, ServiceFact } from '../survey/facts.ts';
import { readCurrentSchema, tellsRevision } from '../survey/schema/revision.ts';
import { changesInWords, shapeChanges, shapeInWords } from '../survey/schema/shape-changes.ts';
import { listContainers, mountsOf, probeServices } from '../survey/services.ts';
import { probeSqliteFiles } from '../survey/sqlite-files.ts';
import { inWords } from '../text/list.ts';
import { answerProblems, answersName } from './answers.ts';
import { mountProblems } from './mount-problems.ts';
import { dataBefore, type PersistentData, sqliteProblems } from './persistent-data.ts';
import { pulledImages } from './pull.ts';
import type { StepContext, StepKindModule } from './step.ts';

/** On the platform it is another volume that a swap brings in: there it counts that one is attached. */
function mountsBefore(
	{ stack, plan }: StepContext,
	before: PersistentData['mounts'],
	now: readonly PersistentData['mounts'][number][],
): PersistentData['mounts'] {
	const swapped = plan.steps.some(({ kind }) => kind === 'swap');
	if (!swapped || stack.engine.service?.is !== 'managed') return before;
	return before.map((mount) => now.find(({ target }) => target === mount.target) ?? mount);
}

const attempts = 6;

/** Images and digests of the app's services, the other containers, mounts, answers, schema: all that disagrees is named. */
export const verify: StepKindModule = {
	interruptible: true,
	async act(context, step) {
		const { stack, facts, plan, outputs, signal } = context;
		const before = dataBefore(outputs['pin.before'], facts);
		const version = step.parameters.version ?? '';
		const [services, answers, schema, mounts] = await Promise.all([
			probeServices(
				stack.engine,
				stack.project,
				stack.checkout ? asCheckedOut(stack.config, version) : stack.config,
				appRepositories(stack.runbook),
				signal,
			),
			answerProblems(stack, signal),
			tellsRevision(stack.runbook) ? readCurrentSchema(stack, signal) : {},
			listContainers(stack.engine, stack.project, signal).then(mountsOf),
		]);
		const expected = outputs['wait.revision'];
		const { current: revision }: Pick<SchemaFact, 'current' | 'shape'> = schema;
		const problems = [
			...appProblems(
				services.map((service) => asMigrated(context, service)),
				version,
				pulledImages(outputs),
				expectedDigests(context),
			),
			...otherProblems(services, facts.services),
			...mountProblems(mountsBefore(context, before.mounts, mounts), mounts, (service, target) =>
				(stack.config.services[service]?.volumes ?? []).some((volume) => volume.target === target),
			),
			...answers,
			...(plan.purpose === 'upgrade' ? await databaseProblems(context, before.sqlite) : []),
			...(revision === expected
				? []
				: [`the schema is at ${revision ?? 'none'}, expected ${expected ?? 'none'}`]),
		];
		if (problems.length > 0) throw new OperatorError(problems.join('; '), { exit: 3 });
		const app = services.filter((service) => service.app);
		return {
			detail: `${inWords(app.map((service) => service.name))} ${app.length === 1 ? 'runs' : 'run'} ${version}, the others were not touched; ${answersName(stack)} as expected; ${schemaWords(context, schema)}`,
			outputs: { revision: revision ?? '' },
		};
	},
};

/** An app may open its database only once it was asked something: given a moment. A way back puts other files in place. */
async function databaseProblems(
	{ stack, signal }: StepContext,
	before: PersistentData['sqlite'],
): Promise<readonly string[]> {
	for (let attempt = 1; before.length > 0; attempt++) {
		const now = await probeSqliteFiles(stack.engine, dataPlaces(stack), signal);
		const problems = sqliteProblems(before, now);
		if (problems.length === 0 || attempt === attempts) return problems;
		await sleep(500, undefined, { signal });
	}
	return [];
}

/** One that migrates and ends is in order once it has ended well; its image counts all the same. */
function asMigrated({ stack }: StepContext, fact: ServiceFact): ServiceFact {
	const { oneShot, service } = stack.runbook.migrations;
	const ended = fact.state === 'exited' && fact.exitCode === 0;
	return oneShot && fact.name === service && ended ? { ...fact, state: 'no check' } : fact;
}

/** What can be said of the schema, a clause. */
function schemaWords(
	{ facts }: StepContext,
	{ current, shape }: Pick<SchemaFact, 'current' | 'shape'>,
): string {
	if (!tellsRevision(facts.runbook)) return 'the app tells no schema';
	if (!shape) return `schema ${current}`;
	const before = facts.schema.ok ? facts.schema.value.shape : undefined;
	if (!before) return `schema ${shapeInWords(shape)}`;
	const changes = changesInWords(shapeChanges(before, shape));
	return changes.length > 0 ? `schema: ${changes.join('; ')}` : 'schema as before';
}

/** Of the target's images as the registry told them, by repository. */
function expectedDigests({ facts, plan }: StepContext): Readonly<Record<string, string>> {
	const target = plan.purpose === 'upgrade' && facts.targetImages?.ok ? facts.targetImages.value : [];
	return Object.fromEntries(
		target
			.filter(({ reference }) => reference.endsWith(`:${plan.to}`))
			.map(({ reference, digest }) => [repositoryOf(reference), digest]),
	);
}

/**
 * What is wrong with the app's services; pure.
 * @param imageIds what was pulled, by repository
 * @param digests what the registry named, by repository
 */
export function appProblems(
	services: readonly ServiceFact[],
	version: string,
	imageIds: Readonly<Record<string, string>>,
	digests: Readonly<Record<string, string>>,
): readonly string[] {
	return services
		.filter((service) => service.app)
		.flatMap((service) => {
			const repository = repositoryOf(service.runningImage ?? service.image);
			const imageId = imageIds[repository];
			const digest = digests[repository];
			const tag = service.runningImage ? tagOf(service.runningImage) : undefined;
			return [
				...(tag === version ? [] : [`${service.name} runs ${tag ?? 'nothing'}, expected ${version}`]),
				...(imageId === undefined || service.imageId === imageId
					? []
					: [`${service.name} runs image ${service.imageId ?? 'none'}, expected ${imageId}`]),
				...(digest === undefined ||
				service.digest === undefined ||
				[service.digest, ...(service.digests ?? [])].some((known) => known.endsWith(`@${digest}`))
					? []
					: [`${service.name} has the digest ${service.digest}, the registry named ${digest}`]),
				...(service.state === 'healthy' || service.state === 'no check'
					? []
					: [`${service.name} is ${service.state}`]),
			];
		});
}

/** Services of other images must run in the containers they had; pure. */
export function otherProblems(
	services: readonly ServiceFact[],
	before: readonly ServiceFact[],
): readonly string[] {
	return before
		.filter((service) => !service.app && service.container !== undefined)
		.flatMap((service) => {
			const now = services.find((candidate) => candidate.name === service.name);
			if (!now || now.state === 'missing') return [`${service.name} has no container any more`];
			return [
				...(now.container === service.container ? [] : [`${service.name} was recreated`]),
				...(now.state === service.state ||
				now.state === 'healthy' ||
				// After an interruption it may have ended before, and was started again.
				(service.state === 'exited' && now.state === 'no check')
					? []
					: [`${service.name} is ${now.state}, it was ${service.state}`]),
			];
		});
}
