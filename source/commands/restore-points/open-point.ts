// Touches the world: finds a restore point by what was typed.
import { basename } from 'node:path';
import { OperatorError } from '../../host/errors.ts';
import { listRestorePoints } from '../../restore-points/list.ts';
import type { Manifest } from '../../restore-points/manifest.ts';
import type { Stack } from '../../survey/identify.ts';
import { chooseId } from '../choose-id.ts';

/** @throws OperatorError when there is none, or what is meant cannot be read */
export async function openPoint(stack: Stack, word: string): Promise<{ path: string; manifest: Manifest }> {
	const { complete, unreadable } = await listRestorePoints(stack.backups);
	const byId = new Map(complete.map((point) => [basename(point.path), point]));
	const damaged = new Map(unreadable.map(({ path, problem }) => [basename(path), problem]));
	// `newest` means one that can be relied on; by its name a damaged one is found as well, to say what is wrong.
	const ids = word === 'newest' ? [...byId.keys()] : [...byId.keys(), ...damaged.keys()].sort();
	const id = chooseId(word, ids, 'a restore point');
	const point = byId.get(id);
	if (point) return point;
	throw new OperatorError(damaged.get(id) ?? `${id} cannot be read.`, {
		exit: 3,
		advice: ['Nothing was changed. Choose another restore point, or take a new one: lockkeeper backup'],
	});
}
