// Touches the world: builds the images of the new version from a checkout beside the tree.
import { existsSync, readdirSync } from 'node:fs';
import { rm, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, resolve, sep } from 'node:path';
import * as docker from '../docker/arguments.ts';
import { run, runLines } from '../docker/run.ts';
import * as git from '../git/arguments.ts';
import { type Checkout, readCheckout } from '../git/checkout.ts';
import { runGit } from '../git/run.ts';
import { OperatorError } from '../host/errors.ts';
import { pinOf } from '../pins/pin-of.ts';
import { buildPlace, namesOfImages } from '../plan/build.ts';
import { repositoryOf } from '../runbook/detect.ts';
import { asCheckedOut, parseComposeConfig } from '../survey/compose-config.ts';
import { serviceEnvFiles } from '../survey/compose-file.ts';
import { appImages, type Stack } from '../survey/identify.ts';
import { readCheckoutHead } from '../survey/schema/revision.ts';
import { formatDuration } from '../text/duration.ts';
import { count, inWords } from '../text/list.ts';
import { isHere } from './find-images.ts';
import { targetImageIds } from './pull.ts';
import type { StepContext, StepKindModule } from './step.ts';

/** Milliseconds: for a look at the repository, for what comes over the network, and for a build. */
const deadline = 60_000;
const fetching = 10 * 60_000;
const building = 2 * 3600_000;

/**
 * Fetches the tag, checks it out beside the tree and builds every image that its Compose file builds, one that only
 * migrates as well. They get the version's tag; what Compose starts is not touched before the gate.
 */
export const build: StepKindModule = {
	interruptible: true,
	async act(context, step) {
		const { stack, signal } = context;
		const { directory, runbook, composeFile } = stack;
		const version = step.parameters.version ?? '';
		const pin = pinOf(runbook, composeFile);
		if (pin.kind !== 'checkout') throw new Error('a version that is no checkout was to be built');
		const checkout = await readCheckout(directory, pin.tag(''), signal);
		const began = performance.now();
		const offline = await fetchTag(stack, pin.tag(version), signal);
		const images = await builtBeside(context, checkout, version, pin.tag(version));
		const ids = await targetImageIds({ stack, signal }, version);
		const head = await readCheckoutHead(stack, version, signal);
		return {
			detail: `${count(Object.keys(images).length, 'image')} built in ${formatDuration(performance.now() - began)}: ${inWords(Object.keys(images))}${offline ? `; ${offline}` : ''}${head === undefined ? '' : `; ${version} brings the schema to ${head}`}`,
			outputs: { images: JSON.stringify(ids), ...(head === undefined ? {} : { head }) },
		};
	},
	async look({ stack }, step) {
		const wanted = appImages(stack, step.parameters.version ?? '');
		for (const image of wanted)
			if (!(await isHere(stack, image))) return { done: false, evidence: `${image} is not on this host` };
		return { done: true, evidence: `here: ${inWords(wanted)}` };
	},
};

/** @returns what is to be said where the remote repository did not answer, and the tag is here @throws OperatorError without it */
async function fetchTag({ directory }: Stack, tag: string, signal: AbortSignal): Promise<string | undefined> {
	const here = () => runGit(git.commitOf(directory, tag), { deadline, signal }).catch(() => undefined);
	try {
		await runGit(git.fetchTags(directory), { deadline: fetching, signal });
	} catch (error) {
		signal.throwIfAborted();
		if ((await here()) === undefined) throw error;
		return `the tag was here, and the remote repository could not be asked: ${(error as Error).message}`;
	}
	if ((await here()) !== undefined) return undefined;
	throw new OperatorError(`The repository has no tag ${tag}.`, {
		exit: 3,
		advice: ['Nothing of the stack was changed.', 'See which there are: git ls-remote --tags'],
	});
}

/** @returns images by service */
async function builtBeside(
	context: StepContext,
	checkout: Checkout,
	version: string,
	tag: string,
): Promise<Readonly<Record<string, string>>> {
	const { stack, signal, report } = context;
	const { engine, project, directory } = stack;
	const place = buildPlace(checkout, version);
	const clear = async () => {
		await rm(resolve(directory, place.worktree), { recursive: true, force: true });
		await rm(resolve(directory, place.names), { force: true });
		await runGit(git.pruneWorktrees(directory), { deadline });
	};
	// A build that was killed has left its own.
	await clear();
	try {
		await runGit(git.addWorktree(directory, place.worktree, tag), { deadline: fetching, signal });
		const files = [join(place.directory, basename(stack.composeFile)), ...overrides(stack, place.directory)];
		await linkEnvFiles(stack, place, files);
		const own = { name: stack.name, directory: place.directory, files };
		const answer = await run(engine, docker.configOf(engine, project, own), { deadline, signal });
		const { services } = asCheckedOut(parseComposeConfig(answer.stdout), version);
		const images = Object.fromEntries(
			Object.entries(services).flatMap(([service, { image, builtFrom }]) =>
				builtFrom ? [[service, `${repositoryOf(image ?? '')}:${version}`]] : [],
			),
		);
		await writeFile(resolve(directory, place.names), namesOfImages(images), { mode: 0o600 });
		const began = performance.now();
		const other = { ...own, files: [...own.files, place.names] };
		await runLines(engine, docker.buildOf(engine, project, other), {
			deadline: building,
			signal,
			onLine: (line) =>
				report({
					label: `build of ${version}`,
					note: line.trim(),
					done: Math.round((performance.now() - began) / 1000),
					unit: 'seconds',
				}),
		});
		return images;
	} finally {
		await clear().catch(() => {});
	}
}

/**
 * Compose and the services of the new version have variables from files that the repository does not have, by paths in the tree; a
 * link, for what stands in them is not copied. What is missing in the stack as well, Compose tells.
 */
async function linkEnvFiles(
	{ directory, project }: Stack,
	place: ReturnType<typeof buildPlace>,
	composeFiles: readonly string[],
): Promise<void> {
	const worktree = resolve(directory, place.worktree) + sep;
	const named = composeFiles.flatMap((file) => serviceEnvFiles(resolve(directory, file)));
	for (const name of new Set([...project.envFiles, ...named])) {
		const link = resolve(directory, place.directory, name);
		const file = resolve(directory, name);
		if (isAbsolute(name) || !link.startsWith(worktree) || existsSync(link) || !existsSync(file)) continue;
		if (existsSync(dirname(link))) await symlink(file, link);
	}
}

/** Compose reads such a file by itself where it is told no other; the operator's is none of the repository's. */
function overrides({ directory }: Stack, place: string): readonly string[] {
	const name = /^(?:docker-)?compose\.override\.ya?ml$/;
	const within = (path: string) => readdirSync(path).filter((entry) => name.test(entry));
	const tracked = within(resolve(directory, place));
	return tracked.length > 0 ? tracked.map((entry) => join(place, entry)) : within(directory);
}
