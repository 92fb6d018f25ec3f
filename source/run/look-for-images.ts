// Touches the world: looks for the images of a version, on this host and in the registry.
import * as docker from '../docker/arguments.ts';
import { CommandError } from '../docker/command-error.ts';
import { run } from '../docker/run.ts';
import { buildOf } from '../host-service/build-of.ts';
import { keptTag } from '../images/kept-tag.ts';
import type { ImageState } from '../plan/image-state.ts';
import { readTargetImage } from '../releases/registry.ts';
import { registryProbe } from '../releases/registry-errors.ts';
import type { Manifest } from '../restore-points/manifest.ts';
import { repositoryOf } from '../runbook/detect.ts';
import { isHere } from '../steps/find-images.ts';
import { appImages, type Stack } from '../survey/identify.ts';

/** For each registry; somebody waits for the list of ways. Milliseconds. */
const deadline = 5000;

/** An image under its own name or ours; undefined when it is gone from this host. */
export async function imageHere(stack: Stack, image: string): Promise<string | undefined> {
	for (const reference of [image, keptTag(image)]) if (await isHere(stack, reference)) return reference;
	return undefined;
}

/**
 * Whether a version can be started, with a pull before it where images of it are gone from this host.
 * @param manifests of restore points, which tell the digests that ran; the one that is meant first
 */
export async function lookForImages(
	stack: Stack,
	version: string,
	manifests: readonly Pick<Manifest, 'images'>[],
): Promise<ImageState> {
	const states = await Promise.all(
		appImages(stack, version).map((image) => lookForImage(stack, image, manifests)),
	);
	const gone = states.flatMap((state) => (state.is === 'gone' ? [state.problem] : []));
	if (gone.length > 0) return { is: 'gone', problem: gone.join('; ') };
	const toPull = states.filter((state) => state.is === 'to pull');
	if (toPull.length === 0) return { is: 'here' };
	return {
		is: 'to pull',
		references: toPull.flatMap(({ references }) => references),
		bytes: toPull.reduce((sum, { bytes }) => sum + bytes, 0),
		...(toPull.some(({ moved }) => moved) ? { moved: true } : {}),
	};
}

async function lookForImage(
	stack: Stack,
	tag: string,
	manifests: readonly Pick<Manifest, 'images'>[],
): Promise<ImageState> {
	if ((await imageHere(stack, tag)) !== undefined) return { is: 'here' };
	const { service } = stack.engine;
	if (service?.is === 'host')
		return {
			is: 'gone',
			problem: `the build is gone from this host: ${buildOf(service, tag.split(':').at(-1) ?? '')}; unpack it there, then ask again`,
		};
	// No registry has what was built here.
	if (stack.checkout)
		return {
			is: 'gone',
			problem: `the image is gone from this host: ${tag}; check its tag out, build it with docker compose build, give it this name with docker image tag, then ask again`,
		};
	const digest = digestThatRan(tag, manifests);
	const byDigest = digest === undefined ? undefined : await inRegistry(stack, digest);
	if (digest !== undefined && byDigest?.ok)
		return { is: 'to pull', references: [digest], bytes: byDigest.value };
	// A registry that could not be asked is not asked a second time.
	const found = byDigest?.ok === false && !byDigest.absent ? byDigest : await inRegistry(stack, tag);
	if (found.ok)
		return {
			is: 'to pull',
			references: [tag],
			bytes: found.value,
			...(digest ? { moved: true as const } : {}),
		};
	if (found.absent)
		return {
			is: 'gone',
			problem: `the image is gone from this host, and the registry does not have it: ${tag}; bring it back with docker load, then ask again`,
		};
	// It may want a login that docker has.
	if (await dockerSees(stack, digest ?? tag)) return { is: 'to pull', references: [digest ?? tag], bytes: 0 };
	return {
		is: 'gone',
		problem: `the image is gone from this host, and the registry cannot be asked for it: ${tag} (${found.problem}); bring it back with docker load, or ask again once the registry answers`,
	};
}

/** By what the engine called it when a restore point was taken, e.g. `specivo/specivo@sha256:…`. */
const digestThatRan = (tag: string, manifests: readonly Pick<Manifest, 'images'>[]) =>
	manifests
		.flatMap(({ images }) => images)
		.find(({ reference, digest }) => reference === tag && digest?.startsWith(`${repositoryOf(tag)}@`))
		?.digest;

/** Bytes of its layers. */
const inRegistry = (stack: Stack, reference: string) => {
	const { mirrors, architecture } = stack.engineFact;
	return registryProbe(
		readTargetImage(reference, mirrors, architecture, { deadline }).then(({ bytes }) => bytes),
	);
};

async function dockerSees(stack: Stack, reference: string): Promise<boolean> {
	try {
		await run(stack.engine, docker.inspectManifest(stack.engine, reference), { deadline: 2 * deadline });
		return true;
	} catch (error) {
		if (error instanceof CommandError) return false;
		throw error;
	}
}
