// Touches the world: loads saved accounts into a server.
import { join } from 'node:path';
import { CommandError } from '../../docker/command-error.ts';
import { OperatorError } from '../../host/errors.ts';
import { feedInput } from '../artifact/container-program.ts';
import type { RestorePointContext } from '../context.ts';
import { errorNumbers } from './answers.ts';
import { patientLoader } from './arguments.ts';
import type { MariadbPart } from './part.ts';
import type { MariadbServer } from './server.ts';

/**
 * What another server rightly refuses: rights on tables, routines and databases of others (1146, 1305, 1049), and
 * ways to log in that a plugin brings (1524).
 */
const expected = /^error (1146|1305|1049|1524) /;

/**
 * Loads the accounts beside those that are there already. Without them in the restore point it does nothing.
 * @throws OperatorError; a statement is never told, it may hold the hash of a password
 */
export async function loadUsers(
	context: RestorePointContext,
	server: MariadbServer,
	path: string,
	{ artifacts, database }: MariadbPart,
): Promise<void> {
	const users = artifacts.find(({ role }) => role === 'users');
	if (!users) return;
	const argv = patientLoader(server.programs.client, server.user, database);
	const stderr = await feedInput(context, server, argv, join(path, users.file)).then(
		(done) => done.stderr,
		(error) => {
			if (error instanceof CommandError && error.exitCode !== undefined && !context.signal?.aborted)
				return error.stderr;
			throw error;
		},
	);
	const problems = errorNumbers(stderr).filter((problem) => !expected.test(problem));
	if (problems.length === 0) return;
	throw new OperatorError(`${users.file}: users and rights cannot be loaded: ${problems.join(', ')}.`, {
		exit: 3,
		advice: ['Do not rely on this restore point; take a new one.'],
	});
}
