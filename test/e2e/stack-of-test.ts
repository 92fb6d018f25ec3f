// Touches the world: a Specivo stack of one test file, and its clearing away.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { docker, tryDocker } from '../lab/docker.ts';
import { readMarker } from '../lab/specivo/directory.ts';
import type { SpecivoOptions, SpecivoStack } from '../lab/specivo/stack.ts';
import { bringUpSpecivo, takeDownSpecivo } from '../lab/specivo/stack.ts';

export type StackOfTest = {
	readonly stack: SpecivoStack;
	/** Takes the stack down and removes all that the test made. */
	readonly clearAway: () => Promise<void>;
};

/** Brings up a small stack in a temporary directory; when that fails nothing of it stays. */
export async function bringUpForTest(
	options: Omit<SpecivoOptions, 'directory' | 'rows' | 'attachmentsMegabytes'>,
): Promise<StackOfTest> {
	const parent = await mkdtemp(path.join(tmpdir(), 'lockkeeper-e2e-'));
	const directory = path.join(parent, 'stack');
	const clearAway = async () => {
		if ((await readMarker(directory)) !== undefined) await takeDownSpecivo(directory);
		await rm(parent, { recursive: true, force: true });
		await forgetKeptImages();
	};
	try {
		await forgetKeptImages();
		return {
			stack: await bringUpSpecivo({ ...options, directory, rows: 2000, attachmentsMegabytes: 1 }),
			clearAway,
		};
	} catch (error) {
		await clearAway();
		throw error;
	}
}

/** Lockkeeper's own tags on images that no container uses: with them a pull would find the layers here. */
async function forgetKeptImages(): Promise<void> {
	const listed = await docker([
		...['image', 'ls', '--format', '{{.Repository}}:{{.Tag}}'],
		'lockkeeper-kept/specivo-specivo',
	]);
	for (const image of listed.split('\n').filter(Boolean)) await tryDocker(['image', 'rm', image]);
}
