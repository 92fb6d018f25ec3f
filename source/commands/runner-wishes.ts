import { z } from 'zod';

/** First word of the command line that starts a runner; no command of the operator's. */
export const runnerWord = 'runner';

/** The descriptor on which the front that starts a runner is heard and told. */
export const frontDescriptor = 3;

const wishesSchema = z.object({
	/** `attach` goes on with an interrupted run, and so does `upgrade` where there is one. */
	purpose: z.enum(['upgrade', 'rollback', 'attach']),
	/** Absolute path of the stack's directory. */
	stack: z.string(),
	to: z.string().optional(),
	undo: z.boolean(),
	/** What was said on the command line ahead of all gates: it holds without the front too. */
	standing: z.object({ yes: z.boolean(), allowIrreversible: z.boolean(), takeWayBack: z.boolean() }),
});

/** What a front wants a runner to do. */
export type RunnerWishes = z.infer<typeof wishesSchema>;

/** @throws Error when it is nothing that a front of this version says */
export const readWishes = (text: string): RunnerWishes => wishesSchema.parse(JSON.parse(text));
