// Touches the world: asks for the images and notes of a few versions.
import type { Suggestion } from '../releases/suggestions.ts';
import type { Facts } from '../survey/facts.ts';
import type { Stack } from '../survey/identify.ts';
import { localImages, withTarget } from '../survey/with-target.ts';

/** What is known of each version that is worth a closer look, by version; all are asked about side by side. */
export async function lookAtTargets(
	stack: Stack,
	facts: Facts,
	suggestions: readonly Suggestion[],
): Promise<ReadonlyMap<string, Facts>> {
	const local = localImages(stack);
	const landmarks = suggestions.filter(({ landmark }) => landmark);
	return new Map(
		await Promise.all(
			landmarks.map(
				async ({ version }) => [version, await withTarget(stack, facts, version, local)] as const,
			),
		),
	);
}
