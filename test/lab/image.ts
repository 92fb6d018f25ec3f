// Touches the world: builds an image and puts it into the registry, unless it is there already.
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { docker, tryDocker } from './docker.ts';
import { labelsInRegistry, registry, repositoryOf } from './registry.ts';

/** Carries the hash of the build context, by which a later run knows that nothing changed. */
export const contentLabel = 'lockkeeper.lab.content';

/** Says on every image of the lab what it is. */
export const standInLabel = 'lockkeeper.lab.stand-in';

/** Held while images are looked for and built: several processes may want them at once. */
export const imagesLock = path.join(tmpdir(), 'lockkeeper-lab-images.lock');

export type LabImage = {
	/** Docker Hub name without tag, such as `specivo/specivo`. */
	name: string;
	tag: string;
	/** Directory with the Dockerfile. */
	context: string;
	/** What the image stands in for, and from what it is made. */
	standsInFor: string;
	buildArguments?: Record<string, string>;
};

export type Progress = (line: string) => void;

/**
 * Builds and pushes the image when the registry does not have this very content.
 *
 * @param beforeBuild runs only when there is something to build.
 */
export async function provideImage(
	image: LabImage,
	progress: Progress,
	beforeBuild: () => Promise<void> = async () => {},
): Promise<'built' | 'present'> {
	const content = await contentHash(image);
	const labels = await labelsInRegistry(image.name, image.tag);
	if (labels?.[contentLabel] === content) {
		return 'present';
	}

	await beforeBuild();
	const started = performance.now();
	const pushed = `${registry}/${repositoryOf(image.name)}:${image.tag}`;
	await build(image, pushed, content);
	await docker(['push', '--quiet', pushed]);
	// An older build under the plain name would hide the new one from `docker compose up`.
	await tryDocker(['image', 'rm', `${image.name}:${image.tag}`]);
	progress(`built and pushed ${image.name}:${image.tag} in ${seconds(started)} s`);
	return 'built';
}

/**
 * Builds an image under this reference, with the lab's labels.
 *
 * The classic builder is used on purpose: BuildKit's cache would keep every layer, and a pull of a
 * version that was built on the same machine would have nothing to download.
 */
export async function build(image: LabImage, reference: string, content: string): Promise<void> {
	const buildArguments = { ...(await mirrorArgument(image.context)), ...image.buildArguments };
	await docker(
		[
			...['build', '--network', 'host', '--force-rm', '--tag', reference],
			...['--label', `${contentLabel}=${content}`, '--label', `${standInLabel}=${image.standsInFor}`],
			...Object.entries(buildArguments).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]),
			image.context,
		],
		{ environment: { DOCKER_BUILDKIT: '0' } },
	);
}

/** Hash of the files of the build context, their modes, and the build arguments. */
export async function contentHash(image: LabImage): Promise<string> {
	const hash = createHash('sha256').update(JSON.stringify(image.buildArguments ?? {}));
	for (const file of await filesBelow(image.context)) {
		hash.update(`\0${path.relative(image.context, file)}\0`).update(await readFile(file));
	}

	return hash.digest('hex').slice(0, 16);
}

async function filesBelow(directory: string): Promise<string[]> {
	const entries = await readdir(directory, { recursive: true, withFileTypes: true });
	return entries
		.filter((entry) => entry.isFile())
		.map((entry) => path.join(entry.parentPath, entry.name))
		.sort();
}

/** The Debian mirror this machine uses, for the Dockerfiles that install packages. */
async function mirrorArgument(context: string): Promise<Record<string, string>> {
	const dockerfile = await readFile(path.join(context, 'Dockerfile'), 'utf8');
	if (!dockerfile.includes('ARG APT_MIRROR')) {
		return {};
	}

	for (const file of ['/etc/apt/sources.list.d/debian.sources', '/etc/apt/sources.list']) {
		const sources = await readFile(file, 'utf8').catch(() => '');
		const mirror = /^URIs:\s*(\S+)/m.exec(sources)?.[1] ?? /^deb\s[^#\n]*?(https?:\S+)/m.exec(sources)?.[1];
		if (mirror !== undefined) {
			return { APT_MIRROR: mirror };
		}
	}

	return {};
}

/** Whole seconds with one decimal since a moment of the monotonic clock. */
export function seconds(since: number): string {
	return ((performance.now() - since) / 1000).toFixed(1);
}
