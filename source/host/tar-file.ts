const block = 512;

/**
 * The one file that a tar archive holds (POSIX.1-1988 and -2001, as Go writes it), extended headers passed over; pure.
 * @returns undefined when it holds something else first, e.g. a directory
 * @throws Error when the archive is cut off, or none
 */
export function fileInTar(archive: Buffer): Buffer | undefined {
	for (let at = 0; at + block <= archive.length; ) {
		const type = String.fromCharCode(archive[at + 156] ?? 0);
		const bytes = sizeIn(archive.subarray(at + 124, at + 136));
		if (bytes === undefined) throw new Error('expected a tar archive, found something else');
		const start = at + block;
		if (type === '0' || type === '\0') {
			if (start + bytes > archive.length) throw new Error('the archive of the file is cut off');
			return archive.subarray(start, start + bytes);
		}
		// x and g are extended headers of POSIX, L and K long names of GNU.
		if (!'xgLK'.includes(type)) return undefined;
		at = start + Math.ceil(bytes / block) * block;
	}
	throw new Error('the archive of the file is cut off');
}

/** Octal digits, or a number of base 256 with its highest bit set. */
function sizeIn(field: Buffer): number | undefined {
	if (((field[0] ?? 0) & 0x80) !== 0)
		return field.subarray(1).reduce((sum, byte) => sum * 256 + byte, (field[0] ?? 0) & 0x7f);
	const digits = field.toString('latin1').replaceAll('\0', ' ').trim();
	return /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : undefined;
}
