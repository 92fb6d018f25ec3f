// Touches the world: copies a single file into a restore point.
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '../host/atomic-file.ts';
import { OperatorError } from '../host/errors.ts';
import type { Manifest } from './manifest.ts';

/**
 * Copies a configuration file, 0600 whatever its own mode; that one stands in the manifest.
 * @throws OperatorError when it is no file or cannot be read
 */
export async function takeCopy(
	directory: string,
	file: string,
	path: string,
): Promise<Manifest['files'][number]> {
	const { content, mode } = await readConfiguration(path);
	const copy = join(directory, file);
	await writeFileAtomically(copy, content, { mode: 0o600 });
	const sha256 = createHash('sha256').update(content).digest('hex');
	const onDisk = createHash('sha256')
		.update(await readFile(copy))
		.digest('hex');
	if (onDisk !== sha256) throw new Error(`${copy}: what lies on the disk is not what was written`);
	return { file, bytes: content.length, sha256, path, mode };
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
