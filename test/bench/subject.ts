import type { SpecivoStack } from '../lab/specivo/stack.ts';

/** What is measured on. */
export type Subject = {
	readonly stack: SpecivoStack;
	/** Path of Lockkeeper's cli.js. */
	readonly program: string;
	/** Aborted when the operator stops the bench. */
	readonly signal: AbortSignal;
};
