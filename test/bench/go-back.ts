// Touches the world: puts the stack back on the version that each round starts from.
import { containers } from '../lab/specivo/facts.ts';
import { pinVersion } from '../lab/specivo/pin.ts';
import type { SpecivoStack } from '../lab/specivo/stack.ts';

/** Re-pins and restarts, outside of all timing; ends when all six services run. @throws when they do not */
export async function goBack(stack: SpecivoStack, version: string): Promise<void> {
	await pinVersion(stack, version);
	// It ends after the api became healthy: the celery services depend on that.
	await stack.compose(['up', '--detach', '--quiet-pull']);
	const found = Object.entries(await containers(stack.project));
	const running = found.filter(([, { state, health }]) => state === 'running' && health !== 'unhealthy');
	if (running.length !== 6) {
		throw new Error(
			`Expected six running services before a round, found ${running.map(([name]) => name).join(', ') || 'none'}.`,
		);
	}
}
