import { parseArgs } from 'node:util';
import {
	type Case,
	caseNamed,
	type FaultKind,
	faultKinds,
	oneOf,
	type StackKind,
	type StoryName,
	stackKinds,
	storyNames,
} from './cases.ts';

export type FaultsCommand = {
	readonly stacks: readonly StackKind[];
	readonly stories: readonly StoryName[];
	/** Of each story, these cases alone. */
	readonly faults: readonly FaultKind[];
	/** So many cases of all, the same every time. */
	readonly sample?: number;
	/** This one alone. */
	readonly case?: Case;
	readonly json: boolean;
	/** Stacks beside each other. */
	readonly workers: number;
};

export const usage = `npm run faults -- [OPTIONS]: disturbs runs at every point and judges what becomes of the stack
  --only practice|engine   one kind of stack; the engine's needs the lab
  --story NAME             one of ${storyNames.join(', ')}
  --fault NAME             one of ${faultKinds.join(', ')}
  --sample N               so many cases of all, the same every time
  --case ID                one case alone, e.g. practice/upgrade/kill/66/on
  --workers N              stacks beside each other, 2 unless said otherwise
  --json                   a line of JSON a case`;

/** @throws Error with what was expected */
export function readCommandLine(argv: readonly string[]): FaultsCommand {
	const { values } = parseArgs({
		args: [...argv],
		options: {
			only: { type: 'string' },
			story: { type: 'string' },
			fault: { type: 'string' },
			sample: { type: 'string' },
			case: { type: 'string' },
			workers: { type: 'string' },
			json: { type: 'boolean' },
		},
	});
	const one = values.case === undefined ? undefined : caseNamed(values.case);
	const only = one?.stack ?? values.only;
	const story = one?.story ?? values.story;
	const fault = one?.fault ?? values.fault;
	return {
		stacks: only === undefined ? stackKinds : [oneOf('kind of stack', stackKinds, only)],
		stories: story === undefined ? storyNames : [oneOf('story', storyNames, story)],
		faults: fault === undefined ? faultKinds : [oneOf('fault', faultKinds, fault)],
		...(values.sample === undefined ? {} : { sample: countOf('--sample', values.sample) }),
		...(one ? { case: one } : {}),
		json: values.json ?? false,
		workers: values.workers === undefined ? 2 : countOf('--workers', values.workers),
	};
}

function countOf(option: string, given: string): number {
	if (/^[1-9]\d*$/.test(given)) return Number(given);
	throw new Error(`Expected a number from 1 after ${option}, got “${given}”.`);
}
