/** What a file that somebody else wrote is packed with, and what is inside, as far as it can be told. */
export const packings = ['gzip', 'zstd'] as const;
export type Packing = (typeof packings)[number];
export const contents = ['SQL of pg_dump', 'SQL of pg_dumpall', 'SQL of mysqldump', 'tar archive'] as const;
export type Content = (typeof contents)[number];

/** Bytes of a file's start and end that tell what it is, and whether it came to its end. */
export const looked = 4096;

const magics: readonly (readonly [Packing, number, readonly number[]])[] = [
	['gzip', 0xff, [0x1f, 0x8b]],
	['zstd', 0xff, [0x28, 0xb5, 0x2f, 0xfd]],
	// A frame that a decompressor skips; parallel compressors begin with one.
	['zstd', 0xf0, [0x50, 0x2a, 0x4d, 0x18]],
];

/** By the first bytes. */
export const packingOf = (start: Buffer): Packing | undefined =>
	magics.find(([, mask, bytes]) =>
		bytes.every((byte, index) => ((start[index] ?? 0) & (index === 0 ? mask : 0xff)) === byte),
	)?.[0];

/** What the name promises. */
export function packingNamed(name: string): Packing | undefined {
	if (/\.t?gz$/i.test(name)) return 'gzip';
	return /\.t?zst$/i.test(name) ? 'zstd' : undefined;
}

/** True for a tar archive, as POSIX and GNU write them. */
export const isTar = (start: Buffer): boolean => start.subarray(257, 262).toString('latin1') === 'ustar';

type Dump = { readonly content: Content; readonly header: RegExp; readonly footer: RegExp };

/** Their programs write the footer last, and only when they came to their end. */
const dumps: readonly Dump[] = [
	{
		content: 'SQL of pg_dumpall',
		header: /^-- PostgreSQL database cluster dump\r?$/gm,
		footer: /^-- PostgreSQL database cluster dump complete/gm,
	},
	{
		content: 'SQL of pg_dump',
		header: /^-- PostgreSQL database dump\r?$/gm,
		footer: /^-- PostgreSQL database dump complete/gm,
	},
	{
		content: 'SQL of mysqldump',
		header: /^-- (?:MariaDB|MySQL) dump .*\r?$/gm,
		footer: /^-- Dump completed/gm,
	},
];

/**
 * What is inside, by its first and last `looked` bytes. A problem is a clause: what was found in place of a whole one.
 * Undefined when nothing is known of such a content.
 */
export function contentOf(
	start: Buffer,
	end: Buffer,
): { readonly content: Content; readonly problem?: string } | undefined {
	if (isTar(start)) {
		const closed = end.length >= 1024 && end.subarray(-1024).every((byte) => byte === 0);
		return {
			content: 'tar archive',
			...(closed ? {} : { problem: 'it is cut: the two empty blocks that end an archive are missing' }),
		};
	}
	const [first, last] = [start.toString('latin1'), end.toString('latin1')];
	for (const { content, header, footer } of dumps) {
		const [begins] = first.match(header) ?? [];
		if (begins === undefined) continue;
		if (begins.endsWith('\r'))
			return { content, problem: 'its lines end with carriage returns: it went through a terminal' };
		// A second dump behind the first one has a header of its own.
		const whole = position(last, footer) > position(last, header);
		return { content, ...(whole ? {} : { problem: 'it is cut: the line that ends a dump is missing' }) };
	}
	return undefined;
}

/** Of the last match, or -1. */
const position = (text: string, pattern: RegExp): number => [...text.matchAll(pattern)].at(-1)?.index ?? -1;
