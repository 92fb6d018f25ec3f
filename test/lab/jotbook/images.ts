// Touches the world: makes the images of Jotbook available in the lab's registry.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Progress } from '../image.ts';
import { imagesLock } from '../image.ts';
import { whileLocked } from '../lock.ts';
import { provideOnBase } from '../on-base.ts';
import { copyProgram } from '../program.ts';
import { baseImage } from '../svrunner/images.ts';
import { jotbookVersions } from './versions.ts';

const name = 'jotbook/jotbook';

/** Builds what the registry does not have yet. Several processes may call it at once. */
export async function buildJotbookImages(progress: Progress = () => {}): Promise<void> {
	await whileLocked(imagesLock, async () => {
		for (const { version, migrations } of jotbookVersions) {
			const image = {
				...{ name, tag: version },
				standsInFor: `nothing: Jotbook ${version} is the lab's own app, of which no built-in runbook knows`,
			};
			await provideOnBase(
				baseImage,
				image,
				async (context) => {
					await copyProgram(path.join(import.meta.dirname, 'image'), context);
					await writeFile(path.join(context, 'release.json'), `${JSON.stringify({ version, migrations })}\n`);
				},
				progress,
			);
		}
	});
}
