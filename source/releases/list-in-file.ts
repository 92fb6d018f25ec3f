// Touches the world: reads a list of releases from a file.
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ReleasesFact } from '../survey/facts.ts';
import { formatBytes } from '../text/bytes.ts';
import { listLimit, readReleaseList, releasesAmong } from './release-list.ts';

/** @param file relative to the directory @throws Error with what was expected and what was found */
export function readListIn(directory: string, file: string): ReleasesFact {
	const path = join(directory, file);
	const found = statSync(path, { throwIfNoEntry: false });
	if (!found?.isFile())
		throw new Error(`expected a list of releases in ${file}, found ${found ? 'no file' : 'nothing'} there`);
	if (found.size > listLimit)
		throw new Error(`${file} is larger than ${formatBytes(listLimit)}: leave out what is no release`);
	return releasesAmong(readReleaseList(readFileSync(path, 'utf8'), file), file);
}
