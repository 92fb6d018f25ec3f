// Touches the world: a small stack on the lab's engine that is led to the beginning of a story again and again.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { tryDocker } from '../lab/docker.ts';
import { whatTheLabLacks } from '../lab/engine.ts';
import { bringUpSpecivo, takeDownSpecivo } from '../lab/specivo/stack.ts';
import { type Bench, copyTree, stateOf, unmountSmallDisk, untilNobodyWorks, untilQuiet } from './bench.ts';
import { compose, containerIds, docker, type Place } from './look.ts';
import type { Story } from './stories.ts';

/** Of stacks beside each other, for project and port: one that is stopped between two cases has to find its port free. */
const numbers = new Set<number>();
const gone = { recursive: true, force: true, maxRetries: 5 } as const;

/** Brings a stack up, lets `prepare` lead it to the story's beginning, and keeps its files to begin there again. */
export async function openEngineBench(
	story: Story,
	prepare: (place: Place) => Promise<void>,
): Promise<Bench> {
	const lacking = await whatTheLabLacks();
	if (lacking !== undefined) throw new Error(`${lacking} The engine's cases need the lab.`);
	const root = await mkdtemp(path.join(tmpdir(), 'lockkeeper-faults-'));
	const kept = path.join(root, 'kept');
	const number = freeNumber();
	numbers.add(number);
	const project = `faults-${number}`;
	const place: Place = { directory: path.join(root, 'stack'), project, environment: { LANG: 'C.UTF-8' } };
	const clear = async () => {
		await untilNobodyWorks(place);
		await unmountSmallDisk(place);
	};
	const removeContainers = async () => {
		const proofs = await docker({ ...place, directory: root }, [
			'ps',
			'--all',
			'--quiet',
			'--filter',
			`label=lockkeeper.directory=${place.directory}`,
		]);
		const ids = [...Object.values(await containerIds({ ...place, directory: root })), ...proofs.split('\n')];
		// A stack that is thrown away need not end in order.
		if (ids.some(Boolean)) await tryDocker(['rm', '--force', '--volumes', ...ids.filter(Boolean)]);
	};
	const close = async () => {
		await clear();
		await removeContainers();
		await takeDownSpecivo(place.directory).catch(() => {});
		await rm(root, gone);
		numbers.delete(number);
	};
	try {
		await bringUpSpecivo({
			...{ version: story.base, directory: place.directory, project, port: 19_975 + number },
			...{ rows: 2000, attachmentsMegabytes: 1 },
		});
		await prepare(place);
		// Asked to end, the database leaves whole files.
		await compose(place, ['stop']);
		await mkdir(kept);
		await copyTree(place.directory, kept);
	} catch (error) {
		await close();
		throw error;
	}
	return {
		place,
		story,
		async reset() {
			await clear();
			await removeContainers();
			await rm(place.directory, gone);
			await mkdir(place.directory);
			await copyTree(kept, place.directory);
			// Where a story begins with a version that failed, Compose says so.
			await compose(place, ['up', '--detach']).catch(() => {});
			// It waits for a health that does not come; before that version it ran, and Lockkeeper leaves it alone.
			await compose(place, ['up', '--detach', '--no-deps', 'nginx']);
			await untilQuiet(place);
		},
		async resetState() {
			await clear();
			await rm(stateOf(place), gone);
			const state = path.join(kept, '.lockkeeper');
			await copyTree(state, stateOf(place)).catch(() => {});
		},
		close,
	};
}

function freeNumber(): number {
	let number = 0;
	while (numbers.has(number)) number += 1;
	return number;
}
