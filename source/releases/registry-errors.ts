import type { Probe } from '../survey/facts.ts';

/** A registry was asked and answered that the repository, the tag or the architecture is not there. */
export class NotThere extends Error {
	override name = 'NotThere';
}

/** No registry could be asked, or none gave an answer that can be read: nothing is known. */
export class RegistryUnreachable extends Error {
	override name = 'RegistryUnreachable';
}

/** A fact of an answer; `absent` tells “asked, and it is not there” from “could not be asked”. */
export async function registryProbe<T>(answer: Promise<T>): Promise<Probe<T>> {
	try {
		return { ok: true, value: await answer };
	} catch (error) {
		if (error instanceof NotThere) return { ok: false, problem: error.message, absent: true };
		if (error instanceof RegistryUnreachable) return { ok: false, problem: error.message };
		throw error;
	}
}
