import { NotThere } from '../releases/registry-errors.ts';
import type { Probe } from './facts.ts';

/** A probe's value or its problem, never a throw: one blind spot must not hide the rest. */
export async function probe<T>(ask: () => Promise<T>): Promise<Probe<T>> {
	try {
		return { ok: true, value: await ask() };
	} catch (error) {
		const problem = error instanceof Error ? error.message : String(error);
		return { ok: false, problem, ...(error instanceof NotThere ? { absent: true } : {}) };
	}
}
