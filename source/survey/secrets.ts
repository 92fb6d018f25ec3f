import { secretsOf } from '../text/redact.ts';
import type { Stack } from './identify.ts';

/** Values of the stack that must not be shown: a secret may stand in the Compose file, or in a shell alone. */
export function secretsOfStack({
	envVariables,
	config,
}: {
	readonly envVariables: Stack['envVariables'];
	readonly config: Pick<Stack['config'], 'services'>;
}): readonly string[] {
	const given = Object.values(config.services).map(({ environment }) =>
		Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, value?.toString() ?? ''])),
	);
	return secretsOf(envVariables, ...given);
}
