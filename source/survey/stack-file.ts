// Touches the world: looks for the file that makes a directory a stack.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findComposeFile } from './compose-file.ts';

/** The Compose file; of an app that runs without containers, the `lockkeeper.yaml` that names its runbook. */
export type StackFile = { readonly path: string; readonly is: 'compose' | 'own' };

/** @throws OperatorError when the directory is none, or holds neither */
export function findStackFile(directory: string): StackFile {
	try {
		return { path: findComposeFile(directory), is: 'compose' };
	} catch (error) {
		const own = join(directory, 'lockkeeper.yaml');
		if (!existsSync(own) || !/^["']?runbook["']?\s*:/m.test(readFileSync(own, 'utf8'))) throw error;
		return { path: own, is: 'own' };
	}
}
