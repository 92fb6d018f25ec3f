// Touches the world: takes restore points and watches the memory of those who take them.
import type { Progress } from '../../lab/image.ts';
import type { Rounds } from '../measure.ts';
import { type Peak, watchMemory } from './memory-watch.ts';
import { type Kind, take } from './take.ts';
import type { Workshop } from './workshop.ts';

/** Megabytes of both measures of memory. */
export type MemoryRounds = {
	readonly 'restore-point-memory': Rounds;
	readonly 'restore-point-memory-children': Rounds;
};

/**
 * Highest memory of Lockkeeper, with everything it takes and proves when nothing is said, and of the script.
 * Rounds of their own, for watching takes time.
 */
export async function memoryRounds(
	workshop: Workshop,
	rounds: number,
	progress: Progress,
): Promise<MemoryRounds> {
	const ours: Peak[] = [];
	const theirs: Peak[] = [];
	for (let round = 1; round <= rounds; round += 1) {
		workshop.subject.signal.throwIfAborted();
		const lockkeeper = await peakOf('as it comes', workshop);
		const script = await peakOf('by hand', workshop);
		ours.push(lockkeeper);
		theirs.push(script);
		progress(
			`round ${round} of ${rounds}, memory: Node ${megabytes(lockkeeper.node)}, with children ${megabytes(lockkeeper.together)}; by hand ${megabytes(script.resident)}, pages of one program once ${megabytes(script.together)}`,
		);
	}

	const column = (peaks: readonly Peak[], key: keyof Peak) => peaks.map((peak) => peak[key] / 1e6);
	return {
		'restore-point-memory': { ours: column(ours, 'node'), theirs: column(theirs, 'resident') },
		'restore-point-memory-children': {
			ours: column(ours, 'together'),
			theirs: column(theirs, 'together'),
		},
	};
}

async function peakOf(kind: Kind, workshop: Workshop): Promise<Peak> {
	let watch: ReturnType<typeof watchMemory> | undefined;
	try {
		await take(kind, workshop, { started: (process) => (watch = watchMemory(process)) });
	} finally {
		await watch?.stop();
	}

	if (watch === undefined) {
		throw new Error(`Expected a process to watch for ${kind}, none started.`);
	}

	return watch.stop();
}

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;
