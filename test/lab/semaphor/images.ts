// Touches the world: makes the images of the Semaphor stack available in the lab's registry.
import { cp, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { LabImage, Progress } from '../image.ts';
import { imagesLock, provideImage } from '../image.ts';
import { whileLocked } from '../lock.ts';
import { provideOnBase } from '../on-base.ts';
import { copyProgram } from '../program.ts';
import { pgvectorImage } from '../shared-images.ts';
import type { SemaphorVersion } from './versions.ts';
import { semaphorVersions } from './versions.ts';

/** Services of the stack, and the last part of their images' names. */
export const services = ['api-service', 'data-service', 'data-service-sidecar'] as const;

const imageDirectory = path.join(import.meta.dirname, 'image');

const baseImage: LabImage = {
	name: 'lockkeeper-lab/semaphor-base',
	tag: 'current',
	context: path.join(imageDirectory, 'base'),
	standsInFor: 'the lower layers of Semaphor, made of PostgreSQL 17, Redis and Python from Debian trixie',
};

/**
 * Builds what the registry does not have yet: the three images of every version, and the server of the
 * external database. Several processes may call it at once.
 */
export async function buildSemaphorImages(progress: Progress = () => {}): Promise<void> {
	await whileLocked(imagesLock, async () => {
		await provideImage(pgvectorImage, progress);
		for (const version of semaphorVersions) {
			for (const service of services) {
				await provideService(service, version, progress);
			}
		}
	});
}

async function provideService(service: string, version: SemaphorVersion, progress: Progress): Promise<void> {
	const name = `semaphor/${service}`;
	await provideOnBase(
		baseImage,
		{
			name,
			tag: version.version,
			standsInFor: `the ${service} of Semaphor ${version.version}, whose images nobody publishes; not the vendor's code`,
		},
		async (context) => writeContext(context, service, version),
		progress,
	);
}

async function writeContext(context: string, service: string, version: SemaphorVersion): Promise<void> {
	await cp(path.join(imageDirectory, service), context, { recursive: true });
	const application = path.join(context, 'semaphor');
	await copyProgram(path.join(imageDirectory, 'semaphor'), application);
	await writeFile(path.join(application, 'release.py'), releaseModule(version));
	await writeFile(path.join(application, 'schema.json'), JSON.stringify(version.schema));
}

function releaseModule({ version, health }: SemaphorVersion): string {
	return `"""Which release this is. Written by the lab."""\n\nVERSION = "${version}"\nHEALTH = "${health}"\n`;
}
