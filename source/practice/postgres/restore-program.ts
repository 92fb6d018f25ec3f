// Touches the world: pg_restore, as far as it is called here.
import { type Call, CallFailure } from '../engine/call.ts';
import { readArchive, sqlOf } from './archive.ts';
import { lastValue, parseClientArguments } from './arguments.ts';
import { psql } from './psql.ts';
import type { DatabaseServer } from './server.ts';

/** Lists, reads to its end, or loads an archive from stdin. @returns its exit code */
export async function pgRestore(
	server: DatabaseServer,
	call: Call,
	files: ReadonlyMap<string, string>,
): Promise<number> {
	const given = parseClientArguments(call.argv.slice(1));
	const archive = readArchive(await textOf(call.stdin));
	if (!archive) throw new CallFailure(1, 'pg_restore: error: could not read from input file: end of file');
	if (given.flags.has('list')) {
		await call.stdout(
			`;\n; Archive of the practice stack\n;\n${archive.entries.map(({ line }) => `${line}\n`).join('')}`,
		);
		return 0;
	}
	if (lastValue(given, 'file') !== undefined) return 0;
	const listFile = lastValue(given, 'use-list');
	const list = listFile === undefined ? undefined : files.get(listFile);
	if (listFile !== undefined && list === undefined)
		throw new CallFailure(
			1,
			`pg_restore: error: could not open TOC file "${listFile}": No such file or directory`,
		);
	const connection = call.argv.slice(call.argv.indexOf('-U'));
	const code = await psql(server, {
		...call,
		argv: ['psql', '-X', '-q', '-1', '-v', 'ON_ERROR_STOP=1', ...connection],
		stdin: bytesOf(sqlOf(archive, list)),
	});
	return code === 0 ? 0 : 1;
}

async function textOf(stdin: Call['stdin']): Promise<string> {
	const decoder = new TextDecoder();
	let text = '';
	for await (const chunk of stdin) text += decoder.decode(chunk, { stream: true });
	return text + decoder.decode();
}

async function* bytesOf(text: string): AsyncGenerator<Buffer> {
	yield Buffer.from(text);
}
