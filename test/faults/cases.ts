import type { JournalEvent, Stamped } from '../../source/run/events.ts';

export const stackKinds = ['practice', 'engine'] as const;
export type StackKind = (typeof stackKinds)[number];

/** What is disturbed: each begins from a state of its own, see stories.ts. */
export const storyNames = ['upgrade', 'failing', 're-pin', 'restore', 'undo'] as const;
export type StoryName = (typeof storyNames)[number];

/** `kill`: SIGKILL at the point; `kill-150`: 150 ms after it; `full`: the disk of the stack's state is full from there on. */
export const faultKinds = ['kill', 'kill-150', 'full'] as const;
export type FaultKind = (typeof faultKinds)[number];

/** What the operator says afterwards: go on, or the ways back. */
export const answers = ['on', 'back'] as const;
export type AnswerKind = (typeof answers)[number];

/** One run that is disturbed at one point, and what is answered then. */
export type Case = {
	readonly id: string;
	readonly stack: StackKind;
	readonly story: StoryName;
	readonly fault: FaultKind;
	/** The n-th event of the journal, from 1. */
	readonly point: number;
	readonly answer: AnswerKind;
};

/** Steps with which something of the stack changes. */
const changing = new Set(['pin', 'restore-beside', 'stop', 'swap', 'up']);

/**
 * The cases of one story, from the journal of its undisturbed run: a kill at every event, a kill within every step, a
 * full disk at every event that is no fact and no finding. Once the stack is changed a question is open, and
 * both answers are tried; before that each case has one of them, in turns. While it only looks, the runs are alike:
 * there going on, which is a whole run anew, comes at every fourth. Of these, the ones of `faults` alone.
 */
export function casesOf(
	stack: StackKind,
	story: StoryName,
	events: readonly Stamped<JournalEvent>[],
	faults: readonly FaultKind[],
): readonly Case[] {
	const changed = events.findIndex((event) => event.type === 'step begins' && changing.has(event.step));
	const cases: Case[] = [];
	for (const [index, event] of events.entries()) {
		for (const fault of faultKinds) {
			if (!happensAt(fault, event, events.at(-1))) continue;
			const both = changed !== -1 && index >= changed;
			const seldom = event.type === 'fact' || event.type === 'finding';
			const inTurn: AnswerKind = cases.length % (seldom ? 4 : 2) === 0 ? 'on' : 'back';
			for (const answer of both ? answers : [inTurn])
				cases.push(caseOf(stack, story, fault, event.sequence, answer));
		}
	}
	return cases.filter(({ fault }) => faults.includes(fault));
}

function happensAt(
	fault: FaultKind,
	{ type, at }: Stamped<JournalEvent>,
	last: Stamped<JournalEvent> | undefined,
): boolean {
	switch (fault) {
		case 'kill':
			return true;
		case 'kill-150':
			// The run has to be there still.
			return type === 'step begins' && Date.parse(last?.at ?? at) - Date.parse(at) > 400;
		case 'full':
			return type !== 'fact' && type !== 'finding' && type !== 'result';
		default:
			return fault satisfies never;
	}
}

function caseOf(
	stack: StackKind,
	story: StoryName,
	fault: FaultKind,
	point: number,
	answer: AnswerKind,
): Case {
	return { id: [stack, story, fault, point, answer].join('/'), stack, story, fault, point, answer };
}

/** The case that an id names. @throws Error with what was expected */
export function caseNamed(id: string): Case {
	const [stack, story, fault, point, answer] = id.split('/');
	return caseOf(
		oneOf('stack', stackKinds, stack),
		oneOf('story', storyNames, story),
		oneOf('fault', faultKinds, fault),
		/^[1-9]\d*$/.test(point ?? '') ? Number(point) : wrong('the number of an event', point),
		oneOf('answer', answers, answer),
	);
}

export function oneOf<T extends string>(what: string, known: readonly T[], given: string | undefined): T {
	return known.find((one) => one === given) ?? wrong(`a ${what} out of ${known.join(', ')}`, given);
}

function wrong(expected: string, given: string | undefined): never {
	throw new Error(`Expected ${expected}, got “${given ?? ''}”.`);
}

/** These in a mixed order, the same every time: the first so many are a sample of all. */
export function mixed<T>(all: readonly T[], seed = 1): readonly T[] {
	const random = randomFrom(seed);
	const drawn = all.map((one) => ({ one, ticket: random() }));
	return drawn.sort((left, right) => left.ticket - right.ticket).map(({ one }) => one);
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
	};
}
