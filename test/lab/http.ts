// Touches the world: asks a stack over HTTP.
import { setTimeout as pause } from 'node:timers/promises';

export type HttpAnswer = { status: number; location: string | null; body: string };

/** The answer for one address; redirects are not followed. */
export async function httpAnswer(stack: { readonly url: string }, address = '/'): Promise<HttpAnswer> {
	const response = await fetch(new URL(address, stack.url), {
		redirect: 'manual',
		signal: AbortSignal.timeout(10_000),
	});
	return { status: response.status, location: response.headers.get('location'), body: await response.text() };
}

/**
 * Asks until the address answers with this status.
 *
 * @param patience milliseconds.
 * @throws Error with the last answer.
 */
export async function untilAnswering(
	stack: { readonly url: string },
	address: string,
	status: number,
	patience = 60_000,
): Promise<void> {
	const deadline = performance.now() + patience;
	let last = '';
	while (performance.now() < deadline) {
		const answer = await httpAnswer(stack, address).catch((error: unknown) => String(error));
		if (typeof answer !== 'string' && answer.status === status) {
			return;
		}

		last = typeof answer === 'string' ? answer : `HTTP ${answer.status}`;
		await pause(200);
	}

	throw new Error(`${new URL(address, stack.url)} should answer ${status}, but the last answer was: ${last}`);
}
