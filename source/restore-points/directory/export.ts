// Touches the world: unpacks an archive for an export.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { quote } from '../../docker/command.ts';
import type { ExportContext, ExportWords } from '../data-kind.ts';
import { archiveOf, type DirectoryPart } from './part.ts';
import { readArchiveBack } from './read-back.ts';
import { unpackArchive } from './restore.ts';

/** Unpacks the archive into a directory of its own and compares it: content, mode, owner, time, links. */
export async function exportDirectory(context: ExportContext, part: DirectoryPart): Promise<ExportWords> {
	const archive = archiveOf(part);
	const name = archive.file.replace(/\.tar\.zst$/, '');
	const target = join(context.target, name);
	await readArchiveBack(context, context.path, archive);
	await mkdir(target, { mode: 0o700 });
	await unpackArchive(context, join(context.path, archive.file), archive, target);
	return {
		text: [
			`\`${name}/\` is ${part.path} as it was, owners, modes, links and times included.`,
			'Stop what writes there, and copy it into an empty directory, never over an old one:',
		],
		commands: [`cp -a ${quote(`${name}/.`)} ${quote(`${part.path}/`)}`],
	};
}
