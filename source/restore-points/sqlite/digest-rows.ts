import { createHash, type Hash } from 'node:crypto';

/** A stored value as SQLite's driver gives it, text as its bytes. */
export type Value = null | bigint | number | Uint8Array;

/**
 * Digests rows one after the other, in bounded memory: what is held is one row.
 * @param rows first the letters of the types, then a value for each letter: `i` integer, `r` real, `t` text,
 * `b` blob, `n` null
 */
export function digestRows(
	rows: Iterable<readonly (Value | string)[]>,
	onRow: () => void,
): { rows: number; digest: string } {
	const digest = buffered(createHash('sha256'));
	let count = 0;
	for (const [types, ...values] of rows) {
		digest.bytes(Buffer.from(String(types)));
		for (const value of values) {
			if (typeof value === 'bigint') digest.integer(value);
			else if (typeof value === 'number') digest.real(value);
			else if (value !== null) {
				const bytes = value as Uint8Array;
				digest.integer(BigInt(bytes.length));
				digest.bytes(bytes);
			}
		}
		count += 1;
		onRow();
	}
	return { rows: count, digest: digest.end() };
}

/** Few long calls of the hash in place of many short ones. */
function buffered(hash: Hash) {
	const buffer = Buffer.alloc(64 * 1024);
	let used = 0;
	const flush = () => {
		hash.update(buffer.subarray(0, used));
		used = 0;
	};
	const room = (bytes: number) => {
		if (used + bytes > buffer.length) flush();
	};
	return {
		integer(value: bigint) {
			room(8);
			used = buffer.writeBigInt64LE(value, used);
		},
		real(value: number) {
			room(8);
			used = buffer.writeDoubleLE(value, used);
		},
		bytes(value: Uint8Array) {
			room(value.length);
			if (value.length > buffer.length) return void hash.update(value);
			buffer.set(value, used);
			used += value.length;
		},
		end() {
			flush();
			return hash.digest('hex');
		},
	};
}
