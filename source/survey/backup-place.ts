// Touches the world: looks at the directory of the restore points.
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { dataPlaces } from './data.ts';
import type { BackupPlaceFact } from './facts.ts';
import type { Stack } from './identify.ts';

/** @throws OperatorError when a variable of the runbook has no value */
export function backupPlace(stack: Stack): BackupPlaceFact {
	const path = stack.backups;
	const found = existsSync(path) ? statSync(path) : undefined;
	const inside = dataPlaces(stack).some((place) => place.kind === 'directory' && isInside(path, place.path));
	return {
		path,
		writable: canWrite(path),
		...(found ? { mode: found.mode & 0o777 } : {}),
		insideData: inside,
	};
}

const isInside = (path: string, directory: string) => {
	const way = relative(directory, path);
	return way === '' || !way.startsWith('..');
};

/** Whether the directory, or the nearest parent that exists, can be written. */
function canWrite(path: string): boolean {
	try {
		accessSync(path, constants.W_OK | constants.X_OK);
		return true;
	} catch (error) {
		return (
			(error as NodeJS.ErrnoException).code === 'ENOENT' && dirname(path) !== path && canWrite(dirname(path))
		);
	}
}
