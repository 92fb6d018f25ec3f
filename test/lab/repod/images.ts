// Touches the world: makes the images of both shapes available in the lab's registry.
import { cp, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { LabImage, Progress } from '../image.ts';
import { imagesLock, provideImage } from '../image.ts';
import { whileLocked } from '../lock.ts';
import { provideOnBase } from '../on-base.ts';
import { pgvectorImage } from '../shared-images.ts';
import { writeApplication } from './application.ts';
import type { RepodVersion } from './versions.ts';
import { repodVersions } from './versions.ts';

const imageDirectory = path.join(import.meta.dirname, 'image');
const data = '/var/lib/postgresql/data';

/** The vendor's tag for what Debian has: 17 instead of 16, with data where the 16 image has it. */
const databaseImage: LabImage = {
	...{ name: 'postgres', tag: '16-alpine', context: pgvectorImage.context },
	standsInFor: 'postgres:16-alpine, made of PostgreSQL 17 from Debian trixie',
	buildArguments: { DATA_VOLUME: data, DATA_DIRECTORY: data },
};

/** Lower layers of every image, and what the classic shape's Dockerfiles are built from. */
const baseImage: LabImage = {
	...{ name: 'lockkeeper-lab/repod-base', tag: 'trixie', context: path.join(imageDirectory, 'base') },
	standsInFor: "the lower layers of Repod's images, made of Python and alembic from Debian trixie",
};

/** Names below `repod-ce/`, as the vendor has them on ghcr.io, each with what writes its build context. */
const parts = {
	backend: writeBackend,
	frontend: writeFrontend,
	'apt-repo': writePackageServer,
	'rpm-repo': writePackageServer,
} as const;

/** Builds what the registry does not have yet. Several processes may call it at once. */
export async function buildRepodImages(progress: Progress = () => {}): Promise<void> {
	await whileLocked(imagesLock, async () => {
		await provideImage(databaseImage, progress);
		await provideImage(baseImage, progress);
		for (const version of repodVersions.filter(({ variant }) => variant === 'current')) {
			await provideVersion(version, progress);
		}
	});
}

async function provideVersion(version: RepodVersion, progress: Progress): Promise<void> {
	for (const [part, write] of Object.entries(parts)) {
		const name = `repod-ce/${part}`;
		const image = {
			...{ name, tag: version.version },
			standsInFor: `ghcr.io/${name}:${version.version}, an image that cannot be had here; not the vendor's code`,
		};
		await provideOnBase(baseImage, image, async (context) => write(context, version), progress);
	}
}

async function writeBackend(context: string, version: RepodVersion): Promise<void> {
	await copyDockerfile('backend', context);
	await writeApplication(path.join(context, 'application'), version);
}

async function writeFrontend(context: string, { version }: RepodVersion): Promise<void> {
	await copyDockerfile('frontend', context);
	const page = await readFile(path.join(import.meta.dirname, 'checkout', 'frontend', 'index.html'), 'utf8');
	const built = page.replace('%REACT_APP_API_URL%', '/api').replace('%REACT_APP_REPO_URL%', '/pool');
	await writeFile(path.join(context, 'index.html'), built.replace('</body>', `<p>${version}</p>\n</body>`));
}

async function writePackageServer(context: string, { version }: RepodVersion): Promise<void> {
	await copyDockerfile('package-server', context);
	await writeFile(path.join(context, 'release'), `${version}\n`);
}

async function copyDockerfile(part: string, context: string): Promise<void> {
	await cp(path.join(imageDirectory, part, 'Dockerfile'), path.join(context, 'Dockerfile'));
}
