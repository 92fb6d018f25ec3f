// Touches the world: the programs of a PostgreSQL container.
import { type Call, CallFailure } from '../engine/call.ts';
import type { PracticeFault } from '../faults.ts';
import { writeArchive } from './archive.ts';
import { type ClientArguments, connectionOf, lastValue, parseClientArguments } from './arguments.ts';
import { psql } from './psql.ts';
import { pgRestore } from './restore-program.ts';
import { ConnectionLost, type DatabaseServer } from './server.ts';

/** Runs a program of the image; undefined when the image has no such program. */
export function postgresProgram(
	server: DatabaseServer | undefined,
	fault: PracticeFault | undefined,
	call: Call,
): Promise<number> | undefined {
	const [program = ''] = call.argv;
	const run = programs[program.replace(/^.*\//, '')];
	if (!run) return undefined;
	if (!server && program !== 'pg_isready') {
		const reason =
			'No such file or directory\n\tIs the server running locally and accepting connections on that socket?';
		throw new CallFailure(
			2,
			`${program}: error: connection to server on socket "/var/run/postgresql/.s.PGSQL.5432" failed: ${reason}`,
		);
	}
	return run(server as DatabaseServer, call, fault);
}

const programs: Record<
	string,
	(server: DatabaseServer, call: Call, fault: PracticeFault | undefined) => Promise<number>
> = {
	psql,
	pg_dump: pgDump,
	pg_restore: (server, call) => pgRestore(server, call, files(server)),
	pg_dumpall: pgDumpAll,
	async tee(server, call) {
		let text = '';
		for await (const chunk of call.stdin) text += Buffer.from(chunk).toString();
		for (const path of call.argv.slice(1)) files(server).set(path, text);
		await call.stdout(text);
		return 0;
	},
	async pg_isready(server: DatabaseServer | undefined, call) {
		const host = lastValue(parseClientArguments(call.argv.slice(1)), 'host') ?? '/var/run/postgresql';
		await call.stdout(`${host}:5432 - ${server ? 'accepting connections' : 'no response'}\n`);
		return server ? 0 : 2;
	},
	async createdb(server, call) {
		const given = parseClientArguments(call.argv.slice(1));
		const owner = lastValue(given, 'owner');
		const template = lastValue(given, 'template');
		const name = given.rest[0] ?? connectionOf(given, call.environment).user;
		return statement(
			server,
			call,
			given,
			`CREATE DATABASE ${identifier(name)}${owner ? ` OWNER ${identifier(owner)}` : ''}${template ? ` TEMPLATE ${identifier(template)}` : ''}`,
		);
	},
	async dropdb(server, call) {
		const given = parseClientArguments(call.argv.slice(1));
		const condition = given.flags.has('if-exists') ? 'IF EXISTS ' : '';
		return statement(server, call, given, `DROP DATABASE ${condition}${identifier(given.rest[0] ?? '')}`);
	},
};

async function statement(
	server: DatabaseServer,
	call: Call,
	given: ClientArguments,
	sql: string,
): Promise<number> {
	const session = await server.connect({
		...connectionOf(given, call.environment, 'postgres'),
		database: 'postgres',
		application: call.argv[0] ?? '',
	});
	try {
		const { error } = await server.execute(session, sql);
		if (error)
			await call.stderr(`${call.argv[0]}: error: database command failed: ERROR:  ${error.message}\n`);
		return error ? 1 : 0;
	} finally {
		await server.disconnect(session);
	}
}

async function pgDump(server: DatabaseServer, call: Call, fault: PracticeFault | undefined): Promise<number> {
	const given = parseClientArguments(call.argv.slice(1));
	const format = lastValue(given, 'format') ?? 'p';
	if (lastValue(given, 'file') !== undefined || !/^(p|plain|c|custom)$/.test(format))
		throw new CallFailure(
			1,
			'pg_dump: error: the practice stack writes plain and custom dumps to stdout only',
		);
	const connection = connectionOf(given, call.environment);
	const snapshot = lastValue(given, 'snapshot');
	if (snapshot !== undefined && !server.holdsSnapshot(snapshot))
		throw new CallFailure(
			1,
			`pg_dump: error: query failed: ERROR:  invalid snapshot identifier: "${snapshot}"`,
		);
	const session = await server
		.connect({
			...connection,
			application: connection.application === 'psql' ? 'pg_dump' : connection.application,
		})
		.catch((error) => {
			if (!(error instanceof ConnectionLost)) throw error;
			throw new CallFailure(
				1,
				`pg_dump: error: connection to server on socket "/var/run/postgresql/.s.PGSQL.5432" failed: ${error.message}`,
			);
		});
	try {
		const plain = await server.dump(session.database);
		return await pour(format.startsWith('c') ? writeArchive(plain) : plain, call, fault);
	} finally {
		await server.disconnect(session);
	}
}

/** Roles by name: the practice stack has no others' passwords to save. */
async function pgDumpAll(server: DatabaseServer, call: Call): Promise<number> {
	const connection = connectionOf(parseClientArguments(call.argv.slice(1)), call.environment);
	const session = await server.connect({ ...connection, application: 'pg_dumpall' });
	try {
		const { rows } = await server.execute(
			session,
			"SELECT 'CREATE ROLE ' || quote_ident(rolname) || ';' FROM pg_roles WHERE rolname !~ '^pg_' ORDER BY rolname",
		);
		await call.stdout(`${rows.map(([line]) => line).join('\n')}\n`);
		return 0;
	} finally {
		await server.disconnect(session);
	}
}

/** What was written beside each server: its container's own files, as far as anything reads them. */
const written = new WeakMap<DatabaseServer, Map<string, string>>();
function files(server: DatabaseServer): Map<string, string> {
	const there = written.get(server) ?? new Map<string, string>();
	written.set(server, there);
	return there;
}

/** In pieces of 64 KiB, as a pipe gives them. */
async function pour(dump: string, call: Call, fault: PracticeFault | undefined): Promise<number> {
	const bytes = Buffer.from(dump);
	const end = fault === 'bad-dump' || fault === 'disk-full' ? Math.floor(bytes.length / 2) : bytes.length;
	for (let at = 0; at < end && !call.signal.aborted; at += 65_536)
		await call.stdout(bytes.subarray(at, Math.min(at + 65_536, end)));
	if (fault !== 'disk-full') return 0;
	await call.stderr(
		'pg_dump: error: Dumping the contents of table "issues" failed: PQgetResult() failed.\n' +
			'pg_dump: detail: Error message from server: ERROR:  could not write to file "base/pgsql_tmp/pgsql_tmp72.0": No space left on device\n',
	);
	return 1;
}

const identifier = (name: string) => `"${name.replaceAll('"', '""')}"`;
