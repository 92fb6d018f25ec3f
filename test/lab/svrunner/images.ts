// Touches the world: makes the images of SVRunner available in the lab's registry.
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { LabImage, Progress } from '../image.ts';
import { imagesLock } from '../image.ts';
import { whileLocked } from '../lock.ts';
import { provideOnBase } from '../on-base.ts';
import { copyProgram } from '../program.ts';
import type { SvrunnerVersion } from './versions.ts';
import { svrunnerVersions } from './versions.ts';

/** Name of the image, without tag: the vendor names none. */
export const imageName = 'svrunner/server';

const imageDirectory = path.join(import.meta.dirname, 'image');

/** Python with its SQLite; Jotbook is made on it as well. */
export const baseImage: LabImage = {
	...{ name: 'lockkeeper-lab/svrunner-base', tag: 'trixie', context: path.join(imageDirectory, 'base') },
	standsInFor: 'the lower layers of SVRunner, made of Python from Debian trixie',
};

/** Builds what the registry does not have yet. Several processes may call it at once. */
export async function buildSvrunnerImages(progress: Progress = () => {}): Promise<void> {
	await whileLocked(imagesLock, async () => {
		for (const version of svrunnerVersions) {
			const image = {
				...{ name: imageName, tag: version.version },
				standsInFor: `SVRunner ${version.version}, whose image nobody publishes; not the vendor's code`,
			};
			await provideOnBase(baseImage, image, async (context) => writeContext(context, version), progress);
		}
	});
}

async function writeContext(context: string, version: SvrunnerVersion): Promise<void> {
	const { workDirectory, startsFromNothing, brings, ...release } = version;
	const dockerfile = await readFile(path.join(imageDirectory, 'Dockerfile'), 'utf8');
	await writeFile(
		path.join(context, 'Dockerfile'),
		dockerfile.replace(/^WORKDIR .*$/m, `WORKDIR ${workDirectory}`),
	);
	await copyProgram(path.join(imageDirectory, 'svrunner'), path.join(context, 'svrunner'));
	await writeFile(path.join(context, 'svrunner', 'release.json'), `${JSON.stringify(release)}\n`);
}
