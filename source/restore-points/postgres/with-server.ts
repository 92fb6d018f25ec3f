// Touches the world: opens what reaches a database server, and closes it.
import { OperatorError } from '../../host/errors.ts';
import type { RestorePointContext } from '../context.ts';
import { openClient } from './client.ts';
import type { ExternalServer } from './external-server.ts';
import { openServer, type RunningServer } from './open-server.ts';
import type { DatabasePlace, PostgresPart } from './part.ts';
import { type PostgresServer, serverOfService } from './server.ts';

/** Where the server is: a place of now, or a part that was saved. */
export type Whose =
	| Pick<DatabasePlace, 'service' | 'user' | 'external'>
	| Pick<PostgresPart, 'service' | 'user' | 'outside'>;

/** Work that only asks: a service is asked without being looked at first. */
export async function askingServer<T>(
	context: RestorePointContext,
	whose: Whose,
	work: (server: PostgresServer) => Promise<T>,
): Promise<T> {
	const external = externalOf(context, whose);
	return external
		? throughClient(context, external, whose.user, work)
		: work(serverOfService(context, whose.service, whose.user));
}

/** Work that streams. @throws OperatorError when it cannot be reached; what the work throws */
export async function withServer<T>(
	context: RestorePointContext,
	whose: Whose,
	work: (server: RunningServer & { readonly imageId?: string }) => Promise<T>,
): Promise<T> {
	const external = externalOf(context, whose);
	return external
		? throughClient(context, external, whose.user, work)
		: work(await openServer(context, whose.service, whose.user));
}

async function throughClient<T>(
	context: RestorePointContext,
	external: ExternalServer,
	user: string,
	work: (server: RunningServer & { readonly imageId: string }) => Promise<T>,
): Promise<T> {
	const client = await openClient(context, external, user);
	try {
		return await work(client);
	} finally {
		// The label tells it to the next run; what the work found out must not be hidden.
		await client.close().catch(() => {});
	}
}

/** @throws OperatorError when a part's server is outside of the stack and the runbook no longer says how to reach it */
function externalOf(context: RestorePointContext, whose: Whose): ExternalServer | undefined {
	if ('external' in whose && whose.external) return whose.external;
	if (!('outside' in whose) || whose.outside === undefined) return undefined;
	const found = context.servers?.(whose.service);
	if (found) return found;
	throw new OperatorError(
		`This restore point’s database was on the server ${whose.service}, which the stack’s URL no longer names.`,
		{
			exit: 3,
			advice: [
				'Nothing was changed.',
				'Let the variable name that server again, or export the restore point.',
			],
		},
	);
}
