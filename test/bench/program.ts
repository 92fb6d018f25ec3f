// Touches the world: builds Lockkeeper, and keeps a copy that a later build cannot take away.
import { cp, mkdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';

const root = path.resolve(import.meta.dirname, '../..');

/**
 * Builds as `npm start` does, where a source is newer than what is built, and copies the program: all rounds
 * measure the same one.
 *
 * @param directory an existing one, for the copy
 * @returns the path of the copy's cli.js
 */
export async function provideProgram(directory: string): Promise<string> {
	await execa(process.execPath, [path.join(root, 'source', 'build', 'start.mjs'), '--version'], {
		cwd: root,
		stdin: 'ignore',
	});
	const copy = path.join(directory, 'lockkeeper');
	await mkdir(copy);
	for (const name of ['dist', 'package.json']) {
		await cp(path.join(root, name), path.join(copy, name), { recursive: true });
	}

	await symlink(path.join(root, 'node_modules'), path.join(copy, 'node_modules'));
	return path.join(copy, 'dist', 'cli.js');
}
