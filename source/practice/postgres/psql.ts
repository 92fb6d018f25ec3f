// Touches the world: psql, as far as scripts use it.
import { type Call, CallFailure } from '../engine/call.ts';
import { connectionOf, parseClientArguments } from './arguments.ts';
import type { Answer } from './cluster.ts';
import { type AnswerStyle, formatAnswer } from './format-answer.ts';
import { ScriptReader } from './script-reader.ts';
import { ConnectionLost, type DatabaseServer } from './server.ts';
import type { DatabaseSession } from './session.ts';

/** What `-v`, `-q` and the style options say. */
type Settings = { stopOnError: boolean; quiet: boolean; style: AnswerStyle };

/** Runs psql against a server. @returns psql's exit code: 0, 1 an error of its own, 2 connection, 3 script stopped */
export async function psql(server: DatabaseServer, call: Call): Promise<number> {
	const given = parseClientArguments(call.argv.slice(1), 't');
	const settings: Settings = {
		stopOnError: given.values.some(
			([name, value]) => name === 'set' && /^ON_ERROR_STOP=(1|on|true)$/i.test(value),
		),
		quiet: given.flags.has('quiet'),
		style: { aligned: !given.flags.has('no-align'), tuplesOnly: given.flags.has('tuples-only') },
	};
	const connection = connectionOf(given, call.environment);
	try {
		const session = await server.connect(connection);
		const gone = () => void server.disconnect(session);
		call.signal.addEventListener('abort', gone);
		try {
			for (const setting of connection.settings) await server.execute(session, setting);
			return await runAll(
				server,
				session,
				call,
				settings,
				given.values,
				given.flags.has('single-transaction'),
			);
		} finally {
			call.signal.removeEventListener('abort', gone);
			await server.disconnect(session);
		}
	} catch (error) {
		if (!(error instanceof ConnectionLost)) throw error;
		const atStart = error.message.includes('does not exist');
		const place = 'psql: error: connection to server on socket "/var/run/postgresql/.s.PGSQL.5432" failed: ';
		throw new CallFailure(2, `${atStart ? place : ''}${error.message}`);
	}
}

async function runAll(
	server: DatabaseServer,
	session: DatabaseSession,
	call: Call,
	settings: Settings,
	values: readonly (readonly [string, string])[],
	single: boolean,
): Promise<number> {
	const commands = values.filter(([name]) => name === 'command' || name === 'file');
	const file = commands.find(([name, value]) => name === 'file' && value !== '-');
	if (file) throw new CallFailure(1, `psql: error: ${file[1]}: No such file or directory`);
	if (single) await server.execute(session, 'BEGIN');
	let code = 0;
	for (const [name, text] of commands.length > 0 ? commands : [['file', '-'] as const]) {
		code =
			name === 'command'
				? await runCommand(server, session, call, settings, text)
				: await runScript(server, session, call, settings);
		if (code !== 0 && settings.stopOnError) break;
	}
	if (single) await server.execute(session, code === 0 ? 'COMMIT' : 'ROLLBACK');
	return code;
}

/** `-c`: the whole text is one message; the last answer is printed. */
async function runCommand(
	server: DatabaseServer,
	session: DatabaseSession,
	call: Call,
	settings: Settings,
	text: string,
): Promise<number> {
	const answer = await server.execute(session, text);
	return (await print(call, settings, answer)) ? 0 : 1;
}

/** Statements of stdin are run as they come, so that a caller can hold a transaction open and go on. */
async function runScript(
	server: DatabaseServer,
	session: DatabaseSession,
	call: Call,
	settings: Settings,
): Promise<number> {
	const reader = new ScriptReader();
	const decoder = new TextDecoder();
	const runParts = async (parts: ReturnType<ScriptReader['take']>): Promise<number | undefined> => {
		for (const part of parts) {
			if (part.kind === 'meta') {
				const code = await runMeta(call, settings, part.text);
				if (code !== undefined) return code;
				continue;
			}
			const answer =
				part.kind === 'copy'
					? await server.copy(session, part.text, part.rows)
					: await server.execute(session, part.text);
			if (!(await print(call, settings, answer)) && settings.stopOnError) return 3;
		}
		return undefined;
	};
	for await (const chunk of call.stdin) {
		const code = await runParts(reader.take(decoder.decode(chunk, { stream: true })));
		if (code !== undefined) return code;
	}
	return (await runParts(reader.take(decoder.decode(), true))) ?? 0;
}

/** @returns an exit code when psql ends here */
async function runMeta(call: Call, settings: Settings, line: string): Promise<number | undefined> {
	const [, command = '', rest = ''] = /^\\(\S+)\s*(.*)$/.exec(line) ?? [];
	switch (command) {
		case 'echo':
			await call.stdout(`${rest.replace(/^'(.*)'$/, '$1')}\n`);
			return undefined;
		case 'q':
			return 0;
		case 'set':
			if (/^ON_ERROR_STOP\s+(1|on|true)$/i.test(rest)) settings.stopOnError = true;
			return undefined;
		// They guard against a hostile dump's own backslash lines; here none would do any harm.
		case 'restrict':
		case 'unrestrict':
			return undefined;
		default:
			await call.stderr(`invalid command \\${command}\n`);
			return settings.stopOnError ? 3 : undefined;
	}
}

/** @returns whether it went well */
async function print(call: Call, settings: Settings, answer: Answer): Promise<boolean> {
	for (const notice of answer.notices) await call.stderr(`${notice}\n`);
	if (answer.error) {
		const { message, detail, hint } = answer.error;
		await call.stderr(
			`ERROR:  ${message}\n${detail ? `DETAIL:  ${detail}\n` : ''}${hint ? `HINT:  ${hint}\n` : ''}`,
		);
		return false;
	}
	if (answer.copied) await call.stdout(answer.copied);
	else if (answer.columns.length > 0) await call.stdout(formatAnswer(answer, settings.style));
	else if (!settings.quiet && answer.tag) await call.stdout(`${answer.tag}\n`);
	return true;
}
