import { OperatorError } from '../host/errors.ts';

/** A file of a restore point, as its manifest says. */
export type ShippedFile = {
	/** Relative to the restore point, e.g. `files/.env`. */
	readonly name: string;
	readonly bytes: number;
	readonly sha256: string;
};

/** A restore point as it is shipped: these files, then its manifest. */
export type ShippedPoint = {
	readonly id: string;
	/** Its directory on this host. */
	readonly path: string;
	/** Without `manifest.json`. */
	readonly files: readonly ShippedFile[];
};

export const manifestName = 'manifest.json';
/** Name of the manifest at the other end until the copy is whole: what has no other is no copy. */
export const manifestArriving = 'manifest.json.partial';

/** True for a name that can stand in a path at any other end as it is. */
export const isPlainName = (name: string): boolean => /^[\w.+@][\w.+@-]*$/.test(name) && !/^\.+$/.test(name);

/**
 * Sees to it that no name leads out of its directory, at either end.
 * @throws OperatorError naming the first that might
 */
export function refuseOddNames(
	id: string,
	files: readonly Pick<ShippedFile, 'name'>[],
	stack = 'stack',
): void {
	const odd = [id, stack].find((name) => !isPlainName(name) || name.startsWith('.'));
	if (odd !== undefined)
		throw new OperatorError(`${JSON.stringify(odd)} is no name of a restore point or a stack.`, {
			exit: 3,
			advice: ['List the copies, and use a name as it stands there.'],
		});
	const file = files.find(
		({ name }) =>
			!name.split('/').every(isPlainName) || name === manifestName || name.startsWith(`${manifestName}.`),
	);
	if (file)
		throw new OperatorError(
			`Restore point ${id}: the manifest names a file that no copy can hold, ${JSON.stringify(file.name)}.`,
			{ exit: 3, advice: ['Nothing was copied. Take a new restore point.'] },
		);
}

/** What is still to be sent, told by the sizes at the other end. */
export type Resumption = {
	/** Files that are not there in their whole length; `from` bytes of each need not be sent again. */
	readonly send: readonly (ShippedFile & { readonly from: number })[];
	/** Longer there than here: cannot be continued. */
	readonly discard: readonly string[];
	/** Bytes that are there. */
	readonly kept: number;
};

/** @param there bytes of each file at the other end */
export function resumption(files: readonly ShippedFile[], there: ReadonlyMap<string, number>): Resumption {
	const sent = files
		.map((file) => ({ ...file, from: there.get(file.name) ?? 0 }))
		// An empty file that is not there has nothing to send, and yet has to be made.
		.filter((file) => there.get(file.name) !== file.bytes);
	return {
		send: sent.map((file) => (file.from > file.bytes ? { ...file, from: 0 } : file)),
		discard: sent.filter((file) => file.from > file.bytes).map((file) => file.name),
		kept: bytesOf(files) - sent.reduce((sum, file) => sum + missing(file), 0),
	};
}

const missing = (file: { bytes: number; from: number }) =>
	file.from > file.bytes ? file.bytes : file.bytes - file.from;

/** Names of the files whose checksum is not the expected one; `found` has none for a file that is missing. */
export function differing(
	files: readonly ShippedFile[],
	found: ReadonlyMap<string, string>,
): readonly { readonly name: string; readonly found: string | undefined }[] {
	return files
		.filter((file) => found.get(file.name) !== file.sha256)
		.map((file) => ({ name: file.name, found: found.get(file.name) }));
}

/** The directories below the restore point's that its files lie in. */
export function directoriesOf(files: readonly Pick<ShippedFile, 'name'>[]): readonly string[] {
	const parents = files.flatMap(({ name }) =>
		name
			.split('/')
			.slice(0, -1)
			.map((_, index, parts) => parts.slice(0, index + 1).join('/')),
	);
	return [...new Set(parents)].sort();
}

/** Bytes of all files. */
export const bytesOf = (files: readonly Pick<ShippedFile, 'bytes'>[]): number =>
	files.reduce((sum, file) => sum + file.bytes, 0);
