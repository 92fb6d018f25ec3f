// Touches the world: provides images that are made of one base and the files of a version.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { tryDocker } from './docker.ts';
import type { LabImage, Progress } from './image.ts';
import { build, contentHash, provideImage, seconds } from './image.ts';
import { registry } from './registry.ts';

/**
 * Builds and pushes an image whose Dockerfile begins with `ARG BASE` and `FROM ${BASE}`, when the registry
 * does not have this very content.
 *
 * @param writeContext writes the Dockerfile and all else of the build context.
 */
export async function provideOnBase(
	base: LabImage,
	image: Pick<LabImage, 'name' | 'tag' | 'standsInFor'>,
	writeContext: (context: string) => Promise<void>,
	progress: Progress,
): Promise<'built' | 'present'> {
	const context = await mkdtemp(path.join(tmpdir(), 'lockkeeper-lab-'));
	try {
		await writeContext(context);
		const content = await contentHash(base);
		const outcome = await provideImage(
			{ ...image, context, buildArguments: { BASE: `${base.name}:${content}` } },
			progress,
			async () => provideBase(base, content, progress),
		);
		if (outcome === 'built') {
			// Else a pull would find the layers here.
			await tryDocker(['image', 'rm', `${registry}/${image.name}:${image.tag}`]);
		}

		return outcome;
	} finally {
		await rm(context, { recursive: true, force: true });
	}
}

/** The base is needed on this engine only while a version is built; the registry has its layers. */
async function provideBase(base: LabImage, content: string, progress: Progress): Promise<void> {
	const reference = `${base.name}:${content}`;
	if ((await tryDocker(['image', 'inspect', reference])).exitCode === 0) {
		return;
	}

	const started = performance.now();
	await build(base, reference, content);
	progress(`built ${reference} in ${seconds(started)} s`);
}
