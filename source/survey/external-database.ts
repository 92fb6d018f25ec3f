import { OperatorError } from '../host/errors.ts';
import { parseDatabaseUrl } from '../restore-points/postgres/external-server.ts';
import type { DatabasePlace } from '../restore-points/postgres/part.ts';
import type { ComposeConfig } from './compose-config.ts';
import type { Variables } from './variables.ts';

/** A database whose server the stack does not run, as the runbook names it. */
export type NamedByUrl = { readonly url: string; readonly usedBy: string; readonly image: string };

/**
 * Where it is, and from which networks it is reached.
 * @param variables of the service that uses it
 * @throws OperatorError when the service is not there, the variable has no value, or holds no URL of PostgreSQL
 */
export function externalDatabase(
	{ url, usedBy, image }: NamedByUrl,
	config: ComposeConfig,
	variables: Variables,
): DatabasePlace {
	const service = config.services[usedBy];
	if (!service)
		throw new OperatorError(
			`The runbook names the service ${usedBy}; the Compose file has ${Object.keys(config.services).join(', ')}.`,
			{ exit: 2, advice: ['Nothing was changed.', 'Correct the name in the runbook.'] },
		);
	const variable = url.slice(1);
	const value = variables(variable);
	if (!value)
		throw new OperatorError(
			`Expected a value for ${variable}, found none in the shell, the env files or the Compose file.`,
			{ exit: 3, advice: ['Nothing was changed.', `Set it for ${usedBy} and try again.`] },
		);
	const { user, database, ...server } = parseDatabaseUrl(value, variable);
	return {
		service: server.name,
		user,
		database,
		external: { ...server, image, networks: networksOf(service, config), hosts: hostsOf(service) },
	};
}

function networksOf(
	{ networks, network_mode: mode }: ComposeConfig['services'][string],
	config: ComposeConfig,
): readonly [string, ...string[]] {
	if (mode !== undefined) return [mode];
	const keys = Object.keys(networks ?? { default: null });
	const [first = 'bridge', ...others] = keys.flatMap((key) => config.networks[key]?.name ?? []);
	return [first, ...others];
}

/** Compose prints `name=address` in a list, or a map of lists; the engine takes `name:address`. */
function hostsOf({ extra_hosts: hosts }: ComposeConfig['services'][string]): readonly string[] {
	if (hosts === undefined) return [];
	if (Array.isArray(hosts)) return hosts.map((entry) => entry.replace(/^([^=:]+)=/, '$1:'));
	return Object.entries(hosts).flatMap(([name, addresses]) =>
		[addresses].flat().map((address) => `${name}:${String(address)}`),
	);
}
