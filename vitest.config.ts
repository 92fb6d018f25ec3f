import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { memoryDirectory } from './test/memory-directory.ts';

/** Whole runs take minutes and all else seconds: begun last, one of them would keep a worker waiting for the other. */
const longest = [
	'/test/faults/sample.',
	'/test/e2e/',
	'/test/managed/',
	'/test/host-service/',
	'/test/wizard/',
];
function placeOf({ moduleId }: TestSpecification): number {
	const place = longest.findIndex((part) => moduleId.includes(part));
	return place === -1 ? longest.length : place;
}

class LongestFirst extends BaseSequencer {
	override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
		return (await super.sort(files)).toSorted((one, other) => placeOf(one) - placeOf(other));
	}
}

const memory = memoryDirectory();

const lab = { testTimeout: 600_000, hookTimeout: 900_000 };
/** Whole stacks of Specivo; all other files of the lab have stacks, images and containers of their own. */
const specivo = ['test/e2e/**/*.lab.test.ts', 'test/lab/{specivo,database-images}.lab.test.ts'];

export default defineConfig({
	test: {
		globalSetup: 'test/build-program.ts',
		sequence: { sequencer: LongestFirst },
		// A machine with two cores would get one: most of these tests wait for programs that they start.
		maxWorkers: 2,
		projects: [
			{
				test: {
					name: 'unit',
					env: memory === undefined ? {} : { TMPDIR: memory },
					include: ['test/**/*.test.{ts,tsx}'],
					exclude: ['**/*.lab.test.ts'],
					testTimeout: 60_000,
					hookTimeout: 60_000,
					// Each practice stack is a PostgreSQL of its own; two at a time on two cores.
					maxConcurrency: 2,
				},
			},
			{
				test: {
					...lab,
					name: 'lab-parts',
					include: ['test/**/*.lab.test.ts'],
					exclude: specivo,
					fileParallelism: false,
					sequence: { groupOrder: 1 },
				},
			},
			{
				test: {
					...lab,
					name: 'lab',
					include: specivo,
					// One engine: stacks beside each other would measure each other.
					fileParallelism: false,
					sequence: { groupOrder: 2 },
				},
			},
		],
	},
});
