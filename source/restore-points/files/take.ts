// Touches the world: copies single files into a restore point.
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { flushDirectory, writeFileAtomically } from '../../host/atomic-file.ts';
import { OperatorError } from '../../host/errors.ts';
import type { TakeContext } from '../data-kind.ts';
import { makePrivateDirectory } from '../place.ts';
import { copyFile } from './names.ts';
import type { FilesPart, FilesPlace } from './part.ts';

/** Copies configuration files, 0600 whatever their own mode; that one stands in the manifest. */
export async function takeFiles(context: TakeContext, { paths }: FilesPlace): Promise<FilesPart> {
	const artifacts: FilesPart['artifacts'] = [];
	if (paths.length > 0) await makePrivateDirectory(join(context.directory, 'files'));
	for (const path of paths) artifacts.push(await takeCopy(context, path));
	if (paths.length > 0) await flushDirectory(join(context.directory, 'files'));
	return { kind: 'files', artifacts };
}

/** @throws OperatorError when it is no file or cannot be read */
async function takeCopy(context: TakeContext, path: string): Promise<FilesPart['artifacts'][number]> {
	const { content, mode } = await readConfiguration(path);
	const file = context.nameFor(copyFile(path));
	const copy = join(context.directory, file);
	await writeFileAtomically(copy, content, { mode: 0o600 });
	const sha256 = createHash('sha256').update(content).digest('hex');
	const onDisk = createHash('sha256')
		.update(await readFile(copy))
		.digest('hex');
	if (onDisk !== sha256) throw new Error(`${copy}: what lies on the disk is not what was written`);
	return { role: 'copy', file, bytes: content.length, sha256, path, mode };
}

async function readConfiguration(path: string): Promise<{ content: Buffer; mode: number }> {
	const refuse = (found: string, cause?: unknown) =>
		new OperatorError(`Expected a file at ${path}, found ${found}.`, {
			exit: 3,
			advice: ['Correct the list of files in the runbook, or its permissions.'],
			cause,
		});
	try {
		const found = await stat(path);
		// A pipe would be read for ever.
		if (!found.isFile()) throw refuse('something that is no file');
		return { content: await readFile(path), mode: found.mode & 0o7777 };
	} catch (error) {
		if (error instanceof OperatorError) throw error;
		throw refuse(`nothing that can be read (${(error as NodeJS.ErrnoException).code})`, error);
	}
}
