import { execute } from '../docker/arguments.ts';
import { type ShownCommand, toShell } from '../docker/command.ts';
import type { DatabasePlace } from '../restore-points/postgres/part.ts';
import type { DatabaseSession } from '../survey/activity.ts';
import type { Stack } from '../survey/identify.ts';

/**
 * The command by which the operator may end a session; Lockkeeper never runs it. By pid and beginning: pasted a while
 * later, it cannot meet another session that got the same pid. To be run in the stack's directory.
 */
export function endSession(
	stack: Pick<Stack, 'engine' | 'project'>,
	{ service, user, database, external }: DatabasePlace,
	{ pid, began }: DatabaseSession,
): ShownCommand {
	// Dollar quotes: the whole stands in a shell's single ones.
	const which = began === undefined ? '' : ` AND backend_start = $$${began.replaceAll('$', '')}$$`;
	const statement = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = ${pid}${which}`;
	const server = external ? ['-h', external.host, '-p', external.port] : [];
	const psql = ['psql', ...server, '-U', user, '-d', database, '-c', statement];
	return toShell(external ? { argv: psql } : execute(stack.engine, stack.project, service, psql));
}
