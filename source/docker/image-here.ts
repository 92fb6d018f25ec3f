// Touches the world: asks the engine for an image.
import { inspectImages } from './arguments.ts';
import { CommandError } from './command-error.ts';
import type { Engine } from './engine.ts';
import { run } from './run.ts';

/** Whether an image of this reference is on the host. @throws CommandError when the engine does not answer */
export async function isImageHere(engine: Engine, reference: string): Promise<boolean> {
	try {
		await run(engine, inspectImages(engine, [reference]), { deadline: 20_000 });
		return true;
	} catch (error) {
		if (error instanceof CommandError && /no such image/i.test(error.stderr)) return false;
		throw error;
	}
}
