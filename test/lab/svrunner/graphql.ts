// Touches the world: asks a running SVRunner stack.

/** The answer of `/graphql` to a query, its body as it came. */
export async function graphql(
	stack: { readonly url: string },
	query = '{__typename}',
): Promise<{ status: number; body: string }> {
	const response = await fetch(new URL('/graphql', stack.url), {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ query }),
		signal: AbortSignal.timeout(10_000),
	});
	return { status: response.status, body: await response.text() };
}
