import { createHash } from 'node:crypto';

/** What stands above lines that were added to an env file: it says all that is needed to take them out again. */
const marker =
	/^# Lockkeeper added the next (\d+) lines? for (\S+), from (.+) \(([0-9a-f]{12})\)(, and ended the line above)?\.$/;

/** Lines that were added to an env file for a version. */
export type AddedBlock = {
	readonly version: string;
	readonly example: string;
	/** False when somebody has edited the lines since: they are theirs now. */
	readonly intact: boolean;
};

/**
 * An env file with lines below its own, no byte of which changes. A last line without an end gets one, or the first of the new
 * ones would be a part of it.
 */
export function withBlock(
	text: string,
	{ version, example, lines }: { version: string; example: string; lines: readonly string[] },
): string {
	const end = text.includes('\r\n') ? '\r\n' : '\n';
	const open = text !== '' && !text.endsWith('\n');
	const head = `# Lockkeeper added the next ${lines.length === 1 ? '1 line' : `${lines.length} lines`} for ${version}, from ${example} (${hashOf(lines)})${open ? ', and ended the line above' : ''}.`;
	return `${text}${open ? end : ''}${[head, ...lines].join(end)}${end}`;
}

/** What was added to an env file, from the top. */
export const blocksIn = (text: string): readonly AddedBlock[] =>
	placesIn(text).map(({ version, example, intact }) => ({ version, example, intact }));

/** The file without what was added for some versions; what was edited since stays. */
export function withoutBlocks(text: string, out: (version: string) => boolean): string {
	// From the last to the first: what was found before stays where it is.
	return placesIn(text)
		.toReversed()
		.filter(({ intact, version }) => intact && out(version))
		.reduce((left, { start, end, ended }) => {
			const [before, after] = [left.slice(0, start), left.slice(end)];
			return `${ended && after === '' ? before.replace(/\r?\n$/, '') : before}${after}`;
		}, text);
}

type BlockPlace = AddedBlock & { readonly start: number; readonly end: number; readonly ended: boolean };

function placesIn(text: string): readonly BlockPlace[] {
	const lines = text.split(/(?<=\n)/);
	return lines.flatMap((line, index) => {
		const [found, count = '0', version = '', example = '', hash, ended] =
			marker.exec(line.replace(/\r?\n$/, '')) ?? [];
		if (found === undefined) return [];
		const own = lines.slice(index + 1, index + 1 + Number(count));
		const start = lines.slice(0, index).join('').length;
		return {
			...{ version, example, start, end: start + line.length + own.join('').length },
			ended: ended !== undefined,
			intact: hashOf(own.map((each) => each.replace(/\r?\n$/, ''))) === hash,
		};
	});
}

const hashOf = (lines: readonly string[]) =>
	createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 12);
