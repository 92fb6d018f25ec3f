// Touches the world: asks the app over HTTP.
import type { Stack } from '../survey/identify.ts';
import { resolveText } from '../survey/variables.ts';

/** One HTTP expectation of the runbook with its variables resolved. */
export type HttpCheck = {
	readonly url: string;
	readonly status: number;
	readonly body: Readonly<Record<string, string>>;
};

export function httpChecks(stack: Stack): readonly HttpCheck[] {
	return stack.runbook.verify.flatMap((entry) =>
		'http' in entry
			? [
					{
						url: resolveText(entry.http.url, stack.variables).text,
						status: entry.http.status,
						body: entry.http.body ?? {},
					},
				]
			: [],
	);
}

/** What is wrong with the answer; undefined when it is as expected. Redirects are not followed. */
export async function httpProblem(check: HttpCheck, signal?: AbortSignal): Promise<string | undefined> {
	const address = new URL(check.url);
	const path = address.pathname + address.search;
	try {
		const deadline = AbortSignal.timeout(5000);
		const answer = await fetch(address, {
			redirect: 'manual',
			signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
		});
		const text = await answer.text();
		if (answer.status !== check.status) return `${path} answers ${answer.status}, expected ${check.status}`;
		if (Object.keys(check.body).length === 0) return undefined;
		const body = parseObject(text);
		if (!body) return `${path} answers ${answer.status} without a JSON object`;
		const wrong = Object.entries(check.body).find(([key, value]) => String(body[key]) !== value);
		return wrong
			? `${path} answers ${answer.status}, but “${wrong[0]}” is “${String(body[wrong[0]])}”, expected “${wrong[1]}”`
			: undefined;
	} catch (error) {
		const cause = (error as Error).cause as NodeJS.ErrnoException | undefined;
		return `${path} does not answer (${cause?.code ?? (error as Error).name})`;
	}
}

function parseObject(text: string): Record<string, unknown> | undefined {
	try {
		const value: unknown = JSON.parse(text);
		return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
	} catch {
		return undefined;
	}
}
