import { copyPoint } from './copy-point.ts';
import { unlessDamagedHere } from './damage-here.ts';
import { attempt, copyState, fetchState, removeState } from './explain.ts';
import type { FarPlace } from './far-place.ts';
import { type FarSource, fetchPoint } from './fetch-point.ts';
import type { FarCopies, OffHost, OffHostOptions } from './off-host.ts';
import { isPlainName, manifestArriving, manifestName, refuseOddNames } from './shipped-point.ts';
import { stallAfter, whileMoving } from './stall.ts';

/** The copies of one stack's restore points at a place that holds files, as `<stack>/<id>/`. */
export function copiesAt(
	place: FarPlace,
	stack: string,
	facts: Pick<OffHost, 'sharesDiskWith'> = {},
): OffHost {
	const during = <T>(
		doing: string,
		state: string,
		{ signal }: OffHostOptions,
		action: () => Promise<T>,
	): Promise<T> =>
		attempt({ doing: `${doing} ${place.name}`, state, signal }, () =>
			action().finally(() => place.close().catch(() => {})),
		);
	return {
		name: place.name,
		means: place.means,
		...facts,
		async copy(point, options = {}) {
			refuseOddNames(point.id, point.files, stack);
			return during(`Copying ${point.id} to`, copyState(point.path), options, () =>
				unlessDamagedHere(point, options.signal, () => copyPoint(place, stack, point, options)),
			);
		},
		async list(options = {}) {
			refuseOddNames('id', [], stack);
			return during('Listing the copies at', '', options, () =>
				whileMoving(stallAfter, options.signal, async ({ signal }) =>
					sortCopies(await place.sizes(stack, signal)),
				),
			);
		},
		async fetch(id, into, options) {
			refuseOddNames(id, [], stack);
			return during(`Fetching ${id} from`, fetchState, options, () =>
				fetchPoint(sourceAt(place), stack, id, into, options),
			);
		},
		async remove(id, options = {}) {
			refuseOddNames(id, [], stack);
			return during(`Removing the copy ${id} at`, removeState, options, () =>
				whileMoving(stallAfter, options.signal, ({ signal }) => remove(place, `${stack}/${id}`, signal)),
			);
		},
	};
}

const sourceAt = (place: FarPlace): FarSource => ({
	...place,
	has: async (directory, signal) => (await place.sizes(directory, signal)).has(manifestName),
});

/** Tells copies from what broke off, by the files below the stack's directory. */
export function sortCopies(files: ReadonlyMap<string, number>): FarCopies {
	const ids = [...new Set([...files.keys()].filter((file) => file.includes('/')).map((file) => idIn(file)))]
		.filter((id) => isPlainName(id) && !id.startsWith('.'))
		.sort();
	const whole = ids.filter((id) => files.has(`${id}/${manifestName}`));
	return { whole, incomplete: ids.filter((id) => !whole.includes(id)) };
}

const idIn = (file: string) => file.slice(0, file.indexOf('/'));

/** The manifest first: were the removal to break off, the rest is no copy. */
async function remove(place: FarPlace, directory: string, signal: AbortSignal): Promise<void> {
	const files = await place.sizes(directory, signal);
	if (files.has(manifestName))
		await place.rename(`${directory}/${manifestName}`, `${directory}/${manifestArriving}`, signal);
	await place.removeDirectory(directory, signal);
}
