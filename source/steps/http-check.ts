// Touches the world: asks the app over HTTP.
import { shortened } from '../text/shortened.ts';

/** One HTTP expectation of the runbook with its variables resolved. */
export type HttpCheck = {
	readonly url: string;
	readonly status: number;
	readonly body: Readonly<Record<string, string>>;
	/** Keys that must have a value, a dot between one and the next. */
	readonly has: readonly string[];
	/** JSON that is posted; absent: the address is got. */
	readonly post?: string | undefined;
};

/** What is wrong with the answer; undefined when it is as expected. Redirects are not followed. */
export async function httpProblem(check: HttpCheck, signal?: AbortSignal): Promise<string | undefined> {
	const address = new URL(check.url);
	const path = address.pathname + address.search;
	try {
		const deadline = AbortSignal.timeout(5000);
		const answer = await fetch(address, {
			redirect: 'manual',
			...(check.post === undefined
				? {}
				: { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: check.post }),
			signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
		});
		const text = await answer.text();
		if (answer.status !== check.status) return `${path} answers ${answer.status}, expected ${check.status}`;
		if (Object.keys(check.body).length === 0 && check.has.length === 0) return undefined;
		const body = parseObject(text);
		if (!body) return `${path} answers ${answer.status} without a JSON object`;
		const wrong = Object.entries(check.body).find(([key, value]) => String(body[key]) !== value);
		if (wrong)
			return `${path} answers ${answer.status}, but “${wrong[0]}” is “${String(body[wrong[0]])}”, expected “${wrong[1]}”`;
		const absent = check.has.find((key) => valueAt(body, key) == null);
		return absent === undefined
			? undefined
			: `${path} answers ${answer.status} without “${absent}”, but “${shortened(text)}”`;
	} catch (error) {
		const cause = (error as Error).cause as NodeJS.ErrnoException | undefined;
		return `${path} does not answer (${cause?.code ?? (error as Error).name})`;
	}
}

/** The value at a path of keys; undefined when one of them is not there. */
const valueAt = (body: Record<string, unknown>, path: string): unknown =>
	path
		.split('.')
		.reduce<unknown>(
			(value, key) =>
				typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined,
			body,
		);

function parseObject(text: string): Record<string, unknown> | undefined {
	try {
		const value: unknown = JSON.parse(text);
		return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
	} catch {
		return undefined;
	}
}
