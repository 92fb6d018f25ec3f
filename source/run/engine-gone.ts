// Touches the world: asks whether the engine still answers.
import type { Engine } from '../docker/engine.ts';
import { OperatorError } from '../host/errors.ts';
import { probeEngine } from '../survey/engine.ts';

/** The engine ended under a step: that has neither failed nor been done, and can be gone on with later. */
export class EngineGone extends OperatorError {
	override name = 'EngineGone';
	/** @param step its title @param why from `probeEngine` */
	constructor(step: string, why: OperatorError) {
		const said = why.message.replace(/([^.?!])$/, '$1.');
		super(`${said} The run was in the middle of “${step}”, and did nothing after that.`, {
			...{ exit: 3, advice: why.advice, cause: why },
		});
	}
}

/** Why the engine cannot be reached; undefined when it answers. */
export async function engineProblem(engine: Engine): Promise<OperatorError | undefined> {
	try {
		await probeEngine(engine);
		return undefined;
	} catch (error) {
		if (error instanceof OperatorError) return error;
		throw error;
	}
}
