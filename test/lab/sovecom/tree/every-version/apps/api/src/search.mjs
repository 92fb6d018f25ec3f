// Touches the world: asks Meilisearch.

/** Whether Meilisearch says that it can be used. */
export async function searchAnswers() {
	const response = await fetch(new URL('/health', process.env.MEILISEARCH_URL));
	return response.ok && (await response.json()).status === 'available';
}
