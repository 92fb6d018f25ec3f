// Touches the world: makes the images of the SovEcom stack available in the lab's registry.
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { postgresImage } from '../database-images.ts';
import { docker, tryDocker } from '../docker.ts';
import type { LabImage, Progress } from '../image.ts';
import { contentHash, imagesLock, provideImage } from '../image.ts';
import { whileLocked } from '../lock.ts';

const imageDirectory = path.join(import.meta.dirname, 'image');
const sharedImages = path.join(import.meta.dirname, '..', 'images');
const nodePackage = path.join(import.meta.dirname, '../../../node_modules/node');

const pulledImages: readonly LabImage[] = [
	{
		...postgresImage('17', 'trixie', ['postgresql-17', 'postgresql-17-pgvector']),
		name: 'pgvector/pgvector',
		// The lab's pg17 has the directories of Specivo's pg18: pgdata would stay empty there.
		tag: 'pg17-trixie',
		standsInFor: 'pgvector/pgvector:pg17, made of PostgreSQL 17 and pgvector from Debian trixie',
	},
	{
		...{ name: 'redis', tag: '7', context: path.join(sharedImages, 'redis') },
		standsInFor: 'redis:7, made of Redis from Debian trixie',
	},
	{
		...{ name: 'caddy', tag: '2', context: path.join(sharedImages, 'caddy') },
		standsInFor: 'caddy:2, made of Caddy from Debian trixie',
	},
];

/** Names that the repository's Dockerfiles build from. */
const nodeImage = { name: 'lockkeeper-lab/sovecom-node', tag: '24' };
const builderImage = { name: 'lockkeeper-lab/sovecom-builder', tag: '24' };

/**
 * Builds what the registry does not have yet: the images that the stack pulls, and those that its own
 * are built from. Several processes may call it at once.
 */
export async function buildSovecomImages(progress: Progress = () => {}): Promise<void> {
	const work = await mkdtemp(path.join(tmpdir(), 'lockkeeper-lab-sovecom-'));
	try {
		await whileLocked(imagesLock, async () => {
			for (const image of pulledImages) {
				await provideImage(image, progress);
			}

			await provideOwnBases(work, progress);
		});
	} finally {
		await rm(work, { recursive: true, force: true });
	}
}

async function provideOwnBases(work: string, progress: Progress): Promise<void> {
	const packages = path.join(work, 'packages');
	let installing: Promise<void> | undefined;
	const install = () => {
		installing ??= installPackages(packages);
		return installing;
	};
	const node: LabImage = {
		...nodeImage,
		context: await contextOf('node', work),
		standsInFor: 'node:24-alpine, made of Node and postgres.js on Debian trixie',
		buildArguments: { NODE_VERSION: await nodeVersion() },
	};
	// Before anything big lies in the context.
	const nodeContent = await contentHash(node);
	await provideImage(node, progress, async () => {
		await install();
		await cp(path.join(nodePackage, 'bin/node'), path.join(node.context, 'node'));
		await copyPackages(packages, node.context, 'postgres');
	});
	const base = {
		BASE: `${nodeImage.name}:${nodeImage.tag}`,
		BASE_CONTENT: nodeContent,
	};
	const builder: LabImage = {
		...builderImage,
		context: await contextOf('builder', work),
		standsInFor: "the builder of SovEcom's api, made of drizzle-kit",
		buildArguments: base,
	};
	await provideImage(builder, progress, async () => {
		await install();
		await copyPackages(packages, builder.context);
	});
	const search: LabImage = {
		...{ name: 'getmeili/meilisearch', tag: 'v1.8', context: path.join(imageDirectory, 'meilisearch') },
		standsInFor: "getmeili/meilisearch:v1.8, not the vendor's code",
		buildArguments: base,
	};
	await provideImage(search, progress);
	for (const { name, tag } of [nodeImage, builderImage]) {
		await keepHere(`${name}:${tag}`);
	}
}

/** On the engine under its plain name, so that a build asks no registry. */
async function keepHere(reference: string): Promise<void> {
	if ((await tryDocker(['image', 'inspect', reference])).exitCode !== 0) {
		await docker(['pull', '--quiet', reference]);
	}
}

/** What decides over an image's content; what is big is added when it is built. */
async function contextOf(name: 'node' | 'builder', work: string): Promise<string> {
	const context = path.join(work, name);
	await cp(path.join(imageDirectory, name), context, { recursive: true });
	for (const file of ['package.json', 'package-lock.json']) {
		await cp(path.join(imageDirectory, file), path.join(context, file));
	}

	return context;
}

/** On the host, because a build reaches no npm registry. */
async function installPackages(directory: string): Promise<void> {
	await cp(imageDirectory, directory, { recursive: true });
	await execa('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
		cwd: directory,
	});
}

async function copyPackages(packages: string, context: string, name = ''): Promise<void> {
	const within = path.join('node_modules', name);
	await cp(path.join(packages, within), path.join(context, within), {
		recursive: true,
		verbatimSymlinks: true,
	});
}

async function nodeVersion(): Promise<string> {
	const { version } = JSON.parse(await readFile(path.join(nodePackage, 'package.json'), 'utf8')) as {
		version: string;
	};
	return version;
}
