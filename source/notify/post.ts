// Touches the world: the one place that posts to a webhook.
import { lockkeeperVersion } from '../host/lockkeeper-version.ts';
import { reasonOf } from '../releases/registry-client.ts';
import { bodyOf, type Message } from './message.ts';

/** A webhook did not take a message. */
export class NotPosted extends Error {
	override name = 'NotPosted';
	/** True when another try may end otherwise. */
	readonly again: boolean;
	constructor(message: string, again: boolean, cause?: unknown) {
		super(message, { cause });
		this.again = again;
	}
}

/** Posts a message as JSON; follows no redirect. @param deadline milliseconds @throws NotPosted with why, a clause */
export async function post(address: string, message: Message, deadline: number): Promise<void> {
	const late = AbortSignal.timeout(Math.max(1, Math.ceil(deadline)));
	let response: Response;
	try {
		response = await fetch(address, {
			method: 'POST',
			headers: { 'content-type': 'application/json', 'user-agent': `lockkeeper/${lockkeeperVersion}` },
			body: bodyOf(message),
			redirect: 'manual',
			signal: late,
		});
		await response.body?.cancel();
	} catch (cause) {
		if (late.aborted) throw new NotPosted('it did not answer in time', false, cause);
		throw new NotPosted(`it could not be reached: ${reasonOf(cause)}`, true, cause);
	}
	const { status, ok } = response;
	if (ok) return;
	if (status >= 300 && status < 400)
		throw new NotPosted(
			`it answered HTTP ${status} and points elsewhere: name the address it leads to`,
			false,
		);
	throw new NotPosted(`it answered HTTP ${status}`, status >= 500 || status === 429);
}
