/** Bytes of layers as `docker compose pull` tells them without a terminal (tried with Compose 2.26). */
export type PullProgress = {
	/** By layer id: bytes that came, of how many; a layer is listed once its download began. */
	readonly layers: Readonly<Record<string, { readonly done: number; readonly total: number }>>;
};

const downloading = /^ ?([0-9a-f]{12}) Downloading \[[=> ]*\]\s+([\d.]+)([kMGT]?B)\/([\d.]+)([kMGT]?B)/;
const complete = /^ ?([0-9a-f]{12}) (Download complete|Pull complete)/;
/** Compose counts in powers of 1000. */
const units: Readonly<Record<string, number>> = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 };

/** The progress after one more line; lines that tell nothing of bytes change nothing. */
export function nextPullProgress(progress: PullProgress, line: string): PullProgress {
	const begun = downloading.exec(line);
	if (begun) {
		const [, layer = '', done, doneUnit = 'B', total, totalUnit = 'B'] = begun;
		const bytes = {
			done: Number(done) * (units[doneUnit] ?? 1),
			total: Number(total) * (units[totalUnit] ?? 1),
		};
		return { layers: { ...progress.layers, [layer]: bytes } };
	}
	const layer = complete.exec(line)?.[1];
	const known = layer === undefined ? undefined : progress.layers[layer];
	return layer && known
		? { layers: { ...progress.layers, [layer]: { done: known.total, total: known.total } } }
		: progress;
}

/** Layers of `docker pull` without a terminal, which tells no bytes: true once a layer is here. */
export type PulledLayers = Readonly<Record<string, boolean>>;

const layerLine = /^([0-9a-f]{12}): (Pulling fs layer|Already exists|Pull complete)/;

/** The same after one more line; the same object when the line tells nothing of a layer. */
export function nextLayers(layers: PulledLayers, line: string): PulledLayers {
	const [, layer, state] = layerLine.exec(line) ?? [];
	return layer === undefined ? layers : { ...layers, [layer]: state !== 'Pulling fs layer' };
}

/** Bytes over all layers whose download began. */
export function pulledBytes(progress: PullProgress): { done: number; total: number } {
	return Object.values(progress.layers).reduce(
		(sum, layer) => ({ done: sum.done + layer.done, total: sum.total + layer.total }),
		{ done: 0, total: 0 },
	);
}
