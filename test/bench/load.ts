// Touches the world: asks a web server, steadily.
import { request } from 'node:http';
import type { Sample } from './downtime.ts';

/** Requests a second. */
export const rate = 20;
/** Milliseconds after which a missing answer counts as down. */
export const patience = 1000;
/** Milliseconds after which the load ends by itself, whatever the caller does, unless it says more. */
const tenMinutes = 10 * 60 * 1000;

export type Answer = Sample & {
	/** Milliseconds until its whole body was there, or until nobody waited any more. */
	readonly took: number;
};

export type Load = {
	/** Sends no more, waits for the open requests, and returns every request's outcome. */
	readonly stop: () => Promise<readonly Answer[]>;
};

/**
 * Asks the address `rate` times a second, each time over a new connection and whatever became of the
 * requests before. Up is the expected status within `patience`.
 */
export function startLoad(address: string, expectedStatus: number, longest = tenMinutes): Load {
	const asked: Promise<Answer>[] = [];
	const ask = async (): Promise<Answer> => {
		const at = performance.now();
		const up = (await statusOf(address)) === expectedStatus;
		return { at, up, took: performance.now() - at };
	};
	const timer = setInterval(() => asked.push(ask()), 1000 / rate);
	const end = setTimeout(() => clearInterval(timer), longest);
	return {
		async stop() {
			clearInterval(timer);
			clearTimeout(end);
			return Promise.all(asked);
		},
	};
}

/** The answer's status once its whole body is there; undefined when that does not happen in time. */
function statusOf(address: string): Promise<number | undefined> {
	return new Promise((resolve) => {
		const asking = request(address, { agent: false, signal: AbortSignal.timeout(patience) }, (answer) => {
			answer.on('end', () => resolve(answer.statusCode));
			answer.on('error', () => resolve(undefined));
			answer.resume();
		});
		asking.on('error', () => resolve(undefined));
		asking.end();
	});
}
