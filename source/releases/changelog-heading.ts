import semver from 'semver';

/** What a heading of a changelog says of a version. */
export type VersionHeading = {
	/** Without `v`; of a range the newest. */
	readonly version: string;
	/** The oldest of a range; absent when it names no range. */
	readonly from?: string;
	/** A second version that the same heading names. */
	readonly also?: string;
	/** As written; undefined when there is none. */
	readonly date?: string;
	/** What stands before the version, in small letters, e.g. a product's name; empty where the version comes first. */
	readonly name: string;
};

const months =
	'jan(?:uary|vier|uar)?|f[eé]b(?:ruary|ruar)?|f[eé]vr(?:ier)?|mar(?:ch|s)?|m[äa]rz|apr(?:il)?|avr(?:il)?|ma[iy]|june?|juni|juin|jul[iy]?|juil(?:let)?|aug(?:ust)?|ao[uû]t|sep(?:t(?:ember|embre)?)?|o[ck]t(?:ober|obre)?|nov(?:ember|embre)?|de[cz](?:ember)?|d[eé]c(?:embre)?';
const dates = new RegExp(
	[
		String.raw`\d{4}[-/.]\d{1,2}[-/.]\d{1,2}`,
		String.raw`\d{1,2}[./]\d{1,2}[./]\d{4}`,
		String.raw`\b\d{1,2}(?:st|nd|rd|th|er|\.)?\s+(?:of\s+)?(?:${months})\b\.?,?\s+\d{4}`,
		String.raw`\b(?:${months})\b\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+(?:\d\d:\d\d:\d\d\s+[A-Z]{2,5}\s+)?\d{4}`,
	].join('|'),
	'iu',
);

const number = String.raw`v?\.?\d+\.\d+(?:\.\d+)?(?:[-.+]?[0-9A-Za-z][\w.+-]*)?`;
/** Words and names before a version; what they are is weighed where all headings are known. */
const titleShape = new RegExp(
	String.raw`^(?<name>(?:[\p{L}][\p{L}\d_./@’'-]*(?:[\s@:]+|(?<=-)(?=v?\d))){0,4}?)(?:\(\s*)?(?<version>${number})(?=$|[\s\])},:;|/–—-])\]?\)?(?<rest>.*)$`,
	'su',
);
/** Words that say no more than that a version follows. */
const plainWords = /^(?:version|release|released|changes in|what[’']s new in|v|ver|rel)\s*:?\s*$/i;
/** A heading that is about a version, and not of it. */
const aboutWords =
	/(?:^|\s)(?:to|from|for|since|before|after|until|with|using|upgrad\w*|migrat\w*|requires?)\s*$/i;

/** What may stand after a version in a heading: a date, a word in brackets, punctuation, but no sentence. */
const decoration =
	/^(?:\s|[-–—/|:,.~*#•\]]|\((?:[^()]*)\)|\[[^\]]*\]|"[^"]*"|“[^”]*”|@[\w-]+|yanked|unreleased|ga|\d{4}-xx-xx|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*|lts|stable|latest|released|on|hotfix|security release|codename|current|\p{Extended_Pictographic}|\p{Emoji_Modifier}|\u200d|\ufe0f)*$/iu;
/** Between two versions: what says that all in between are meant, and what says that only these two are. */
const pairShape = new RegExp(
	String.raw`^\s*(?:(?<range>-|–|—|to|through|bis|à|\.{2,3})|and|&|,|/)\s*(?<second>${number})(?=$|[\s\])},:;(|–—-])`,
	'iu',
);
/** A pre-release that a space sets apart, e.g. `7.0 RC3`. */
const apart = /^\s+(?<pre>(?:rc|beta|alpha|preview)[\s.-]?\d*)(?=$|[\s\])},:;|/–—-])/i;
const dateBefore = /^(?:(\d{4}-\d{2}-\d{2})|\d{4}-[\dx]{2}-[\dx]{2})[\s:–—-]+/i;

/**
 * Reads a heading's text, Markdown taken out: with or without `v`, brackets, product, date in words of three languages, range.
 * @returns undefined for any other heading
 */
export function readVersionHeading(text: string): VersionHeading | undefined {
	const trimmed = text
		.replaceAll(/\s+/g, ' ')
		.trim()
		.replace(/^\[(?=[^\]]*\d)/, '')
		.replace(/^[^\p{L}\p{N}(]+/u, '');
	const before = dateBefore.exec(trimmed);
	const groups = titleShape.exec(before ? trimmed.slice(before[0].length) : trimmed)?.groups;
	if (!groups) return undefined;
	const { name = '', version: written = '', rest: whole = '' } = groups;
	const pre = apart.exec(whole);
	const rest = pre ? whole.slice(pre[0].length) : whole;
	const first = asVersion(written + (pre?.groups?.pre ? `-${pre.groups.pre.replaceAll(/[\s.-]/g, '')}` : ''));
	if (!first) return undefined;
	const date = dates.exec(rest)?.[0];
	const pair = pairShape.exec(rest)?.groups;
	const second =
		pair?.second === undefined || date?.startsWith(pair.second) ? undefined : asVersion(pair.second);
	const after = rest
		.replace(date ?? '', '')
		.replace(second ? (pair?.second ?? '') : '', '')
		.replace(/^\s*(?:to|through|bis|à|and|&)\s/i, '');
	// A name of the release may follow a whole version; a sentence does not.
	const named = name === '' && /^v?\d+\.\d+\.\d/i.test(written) && /^\]?\s*[:–—-]\s/.test(rest);
	if (aboutWords.test(name) || !(named || decoration.test(after))) return undefined;
	const [low, high] = second && semver.lt(second, first) ? [second, first] : [first, second ?? first];
	const told = date ?? before?.[1];
	return {
		version: high,
		...(low === high ? {} : pair?.range ? { from: low } : { also: low }),
		...(told === undefined ? {} : { date: told }),
		name: plainWords.test(name)
			? ''
			: name
					.trim()
					.toLowerCase()
					.replace(/[\s@:-]+$/, ''),
	};
}

/** An exact version however it is written: of two parts, with leading zeros, with a pre-release that no dash precedes. */
function asVersion(written: string): string | undefined {
	const bare = written.replace(/^v?\.?/i, '').replace(/[.\-+]+$/, '');
	const [, core = '', tail = ''] = /^(\d+(?:\.\d+){1,3})(.*)$/s.exec(bare) ?? [];
	const parts = core.split('.').map(Number);
	if (parts.length < 2 || parts.length > 3 || parts.some((part) => part > 1_000_000)) return undefined;
	if (parts.length === 2) parts.push(0);
	const pre = tail.replace(/^[-.]?/, '');
	const whole = `${parts.join('.')}${tail.startsWith('+') || pre === '' ? tail.replace(/^[-.]/, '') : `-${pre}`}`;
	return semver.parse(whole, { loose: true })?.version;
}
