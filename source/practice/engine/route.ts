import { type Call, CallFailure, unknownCall } from './call.ts';
import { composeCall } from './compose-calls.ts';
import { dockerCalls } from './docker-calls.ts';
import type { StandInEngine } from './engine.ts';

/** Answers one call of the executable. @returns its exit code */
export async function route(engine: StandInEngine, call: Call): Promise<number> {
	try {
		const [first = '', second = ''] = call.argv;
		if (first === 'compose') return await composeCall(engine, { ...call, argv: call.argv.slice(1) });
		const one = dockerCalls[first];
		const two = dockerCalls[`${first} ${second}`];
		if (two) return await two(engine, { ...call, argv: call.argv.slice(2) });
		if (one) return await one(engine, { ...call, argv: call.argv.slice(1) });
		throw unknownCall(call.argv);
	} catch (error) {
		if (call.signal.aborted) return 130;
		if (!(error instanceof CallFailure)) throw error;
		await call.stderr(`${error.message}\n`);
		return error.exitCode;
	}
}
