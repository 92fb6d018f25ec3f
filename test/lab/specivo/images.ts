// Touches the world: makes the images of the Specivo stack available in the lab's registry.
import { createCipheriv, createHash } from 'node:crypto';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { docker, tryDocker } from '../docker.ts';
import type { LabImage, Progress } from '../image.ts';
import { imagesLock, provideImage } from '../image.ts';
import { whileLocked } from '../lock.ts';
import { provideOnBase } from '../on-base.ts';
import { copyProgram } from '../program.ts';
import { addTag } from '../registry.ts';
import { pgvectorImage } from '../shared-images.ts';
import type { SpecivoVersion } from './versions.ts';
import { specivoVersions } from './versions.ts';

/** Bytes per version that do not compress, so that a pull downloads something. */
const assetBytes = 8_000_000;

const imageDirectory = path.join(import.meta.dirname, 'image');
const sharedImages = path.join(import.meta.dirname, '..', 'images');

const otherImages: readonly LabImage[] = [
	pgvectorImage,
	{
		name: 'redis',
		tag: '7-alpine',
		context: path.join(sharedImages, 'redis'),
		standsInFor: 'redis:7-alpine, made of Redis from Debian trixie',
	},
	{
		name: 'nginx',
		tag: '1-alpine',
		context: path.join(sharedImages, 'nginx'),
		standsInFor: 'nginx:1-alpine, made of nginx from Debian trixie',
	},
];

const baseImage: LabImage = {
	name: 'lockkeeper-lab/specivo-base',
	tag: 'current',
	context: path.join(imageDirectory, 'base'),
	standsInFor: 'the lower layers of specivo/specivo, made of Python packages from Debian trixie',
};

/**
 * Builds what the registry does not have yet: the images beside Specivo, and Specivo's in these
 * versions (by default all). Several processes may call it at once.
 */
export async function buildSpecivoImages(
	versions: readonly string[] = specivoVersions.map(({ version }) => version),
	progress: Progress = () => {},
): Promise<void> {
	await whileLocked(imagesLock, async () => {
		for (const image of otherImages) {
			await provideImage(image, progress);
		}

		for (const version of specivoVersions.filter((candidate) => versions.includes(candidate.version))) {
			await provideVersion(version, progress);
		}
	});
}

/**
 * Removes the engine's own copies of Specivo's images, so that the next pull really downloads.
 * Copies that a container uses stay.
 */
export async function forgetSpecivoImages(exceptVersion?: string): Promise<void> {
	const listed = await docker(['image', 'ls', '--format', '{{.Repository}}:{{.Tag}}', 'specivo/specivo']);
	for (const image of listed
		.split('\n')
		.filter((line) => line !== '' && line !== `specivo/specivo:${exceptVersion}`)) {
		// Removing the tag of a used image would leave its container without a name for it.
		const users = await docker(['ps', '--all', '--quiet', '--filter', `ancestor=${image}`]);
		if (users.trim() === '') {
			await tryDocker(['image', 'rm', image]);
		}
	}
}

async function provideVersion(version: SpecivoVersion, progress: Progress): Promise<void> {
	const outcome = await provideOnBase(
		baseImage,
		{
			name: 'specivo/specivo',
			tag: version.version,
			standsInFor: `specivo/specivo:${version.version}, an image that cannot be had here; not the vendor's code`,
		},
		async (context) => writeContext(context, version),
		progress,
	);
	if (outcome === 'built') {
		for (const tag of version.floatingTags) {
			await addTag('specivo/specivo', version.version, tag);
		}
	}
}

async function writeContext(context: string, version: SpecivoVersion): Promise<void> {
	const application = path.join(context, 'application');
	await cp(path.join(imageDirectory, 'Dockerfile'), path.join(context, 'Dockerfile'));
	await copyProgram(path.join(imageDirectory, 'application'), application);
	for (const directory of version.migrations) {
		await copyProgram(
			path.join(imageDirectory, 'migrations', directory),
			path.join(application, 'alembic', 'versions'),
		);
	}

	await writeFile(path.join(application, 'specivo', 'release.py'), releaseModule(version));
	await writePackageMetadata(path.join(context, 'package'), version.version);
	await mkdir(path.join(context, 'assets'));
	await writeFile(path.join(context, 'assets', 'bundle.bin'), incompressibleBytes(version.version));
}

function releaseModule({ version, health }: SpecivoVersion): string {
	return `"""Which release this is. Written by the lab."""\n\nVERSION = "${version}"\nHEALTH = "${health}"\n`;
}

/** What `importlib.metadata.version('specivo')` reads. */
async function writePackageMetadata(directory: string, version: string): Promise<void> {
	const information = path.join(directory, `specivo-${version}.dist-info`);
	await mkdir(information, { recursive: true });
	await writeFile(
		path.join(information, 'METADATA'),
		`Metadata-Version: 2.1\nName: specivo\nVersion: ${version}\nSummary: Stand-in made for Lockkeeper's lab\n`,
	);
}

/** The same bytes for the same version in every run, so that the content hash stays. */
function incompressibleBytes(version: string): Buffer {
	const key = createHash('sha256').update(version).digest();
	return createCipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(assetBytes));
}
