import { z } from 'zod';
import type { RunEvent } from '../events.ts';
import type { Answer } from '../gates.ts';
import type { Wish } from '../session.ts';

/**
 * What a run and its fronts say to each other over a socket: one JSON text a line. Both begin with a hello, whose shape
 * stays the same for ever, so that two versions can tell each other apart before anything else is read.
 */
export const protocol = 1;

const hello = z.object({ type: z.literal('hello'), protocol: z.number(), lockkeeper: z.string() });

export type Hello = z.infer<typeof hello>;

/** From the run. */
export type FromRun =
	| Hello
	/** Journalled before, or passing; in their order. */
	| { readonly type: 'event'; readonly event: RunEvent }
	/** All that was before is said; from here on it is live. */
	| { readonly type: 'live' }
	/** An answer or a wish was not taken: why, a sentence. */
	| { readonly type: 'refused'; readonly reason: string }
	/** There is no run: what was asked for cannot be. */
	| {
			readonly type: 'failed';
			/** 1 is a fault of our own. */
			readonly exit: 1 | 2 | 3;
			readonly message: string;
			readonly advice: readonly string[];
	  };

const answer: z.ZodType<Answer> = z.discriminatedUnion('kind', [
	z.object({ kind: z.literal('yes') }),
	z.object({ kind: z.literal('no') }),
	z.object({ kind: z.literal('again') }),
	z.object({ kind: z.literal('acknowledged'), items: z.array(z.string()) }),
	z.object({ kind: z.literal('typed'), text: z.string() }),
	z.object({ kind: z.literal('export') }),
	z.object({
		kind: z.literal('ticks'),
		ticks: z.record(z.string(), z.enum(['works', 'broken', 'not made'])),
	}),
	z.object({ kind: z.literal('chosen'), item: z.string() }),
]);

const wish: z.ZodType<Wish> = z.enum(['ways back', 'stop', 'no answer']);

const fromFront = z.discriminatedUnion('type', [
	hello.extend({ me: z.string() }),
	z.object({ type: z.literal('answer'), gate: z.string(), answer, by: z.string() }),
	z.object({ type: z.literal('wish'), wish }),
]);

/** From a front. */
export type FromFront = z.infer<typeof fromFront>;

/** What a front said; undefined when it is nothing that a front of this version says. */
export function readFromFront(line: string): FromFront | undefined {
	try {
		return fromFront.parse(JSON.parse(line));
	} catch {
		return undefined;
	}
}

/** The first line of a run; undefined when it is none. */
export function readHello(line: string): Hello | undefined {
	try {
		return hello.parse(JSON.parse(line));
	} catch {
		return undefined;
	}
}

export const line = (said: FromRun | FromFront): string => `${JSON.stringify(said)}\n`;
