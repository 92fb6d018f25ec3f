import type { NoteLine } from './changelog.ts';
import { headingOf, plainLine } from './marks/headings.ts';
import { anyProduct, productOf } from './marks/products.ts';

/** A version that the notes ask for. */
export type MinimumVersion = {
	/** `docker`, `compose`, `postgres`, …: see `products`. */
	readonly what: string;
	/** Numbers and dots, e.g. `2.20`. */
	readonly version: string;
	/** `newer than`: support for that version was dropped, and which one is the oldest is not said. */
	readonly is: 'at least' | 'newer than';
	/** As it stands in the notes. */
	readonly line: string;
};

/**
 * The versions that lines ask for, in English, French and German. Lines that are not marked `minimum version` count as headings
 * at most: below requirements a product with a number is asked for, below removals it is no longer supported.
 */
export function minimumVersionsIn(lines: readonly NoteLine[]): readonly MinimumVersion[] {
	let under: Role | undefined;
	return lines.flatMap((line) => {
		if (line.marks.includes('minimum version')) return versionsOf(line.text, under);
		if (!/^\s*(?:[-*+•]|\d+[.)])\s/.test(line.text)) under = roleBelow(line.text);
		return [];
	});
}

type Role = MinimumVersion['is'];

function roleBelow(heading: string): Role | undefined {
	const { kind } = headingOf(heading);
	return kind === 'requirements' ? 'at least' : kind === 'removed' ? 'newer than' : undefined;
}

const version = String.raw`(?<![\w.:#/-])v?(\d{1,4}(?:\.\d+)*)(?:\.x)?(?![\w%]|[.-]\d|\s*(?:[kmgt]i?b|percent|minutes?|hours?|days?|users?|cores?|bits?|seconds?)\b)`;
const newer = String.raw`\s*(?:\+|(?:,? (?:or|and|oder|und|ou|et) (?:any )?(?:newer|later|above|higher|up|greater|more recent|neuer|höher|später|plus récent\p{L}*|supérieur\p{L}*|ultérieur\p{L}*)))`;
const older = String.raw`,? (?:or|and|oder|und|ou|et) (?:older|earlier|below|lower|älter|antérieur\p{L}*|plus ancien\p{L}*|inférieur\p{L}*)`;

const needed = new RegExp(
	String.raw`\b(?:requir\w*|needs?|needed|minimum|minimal\p{L}*|at least|oldest|lowest|must|rais\w*|bump\w*|upgrade to|update to|nécess\p{L}*|requis\p{L}*|exig\p{L}*|au moins|à partir de|benötig\p{L}*|mindest\p{L}*|erforder\p{L}*|voraus\p{L}*|ab|only|supports? postgres\w* \d+ (?:to|through))(?!\p{L})|≥|>=|=>|\d${newer}`,
	'iu',
);
const dropped =
	/\b(?:drop\w*|remov\w*|discontinu\w*|end(?:s|ed)? (?:of )?support|support ends|no longer|not supported|unsupported|any (?:more|longer)|anymore|won['’]t|cannot|end[- ]of[- ]life|reached its end|eol|plus (?:pris\p{L}*|support\p{L}*|compatible)|nicht mehr|entfällt|entfallen|entfernt|abandon\p{L}*|supprim\p{L}*|retir\p{L}*|fin (?:de|du))(?!\p{L})/iu;
/** Follows a version that is not asked for any more. */
const before =
	/\b(?:was|were|previously|formerly|instead of|rather than|not|from|von|statt|bisher|de|depuis|au lieu de)(?: version)? ?\(?$/iu;

function versionsOf(written: string, under: Role | undefined): readonly MinimumVersion[] {
	const { text } = plainLine(written);
	const found: MinimumVersion[] = [];
	let last: string | undefined;
	for (const clause of clausesOf(text)) {
		const below = new RegExp(
			String.raw`(?:\b(?:older than|below|before|prior to|less than|vor|unter|älter als|avant|antérieure?s? à)(?: version)?|<) ?${version}`,
			'iu',
		).exec(clause)?.[1];
		const role: Role | undefined = dropped.test(clause)
			? 'newer than'
			: needed.test(clause)
				? 'at least'
				: under;
		const places = [...clause.matchAll(new RegExp(anyProduct, 'gi'))].filter(
			({ index, 0: word }) => !/^ (?:file|spec|schema)/i.test(clause.slice(index + word.length)),
		);
		const segments =
			places.length === 0
				? [{ what: last, segment: clause }]
				: places.map(({ index, 0: word }, position) => ({
						what: productOf(word)?.what,
						segment: clause.slice(index + word.length, places[position + 1]?.index),
					}));
		for (const [position, { what, segment }] of segments.entries()) {
			if (what === undefined) continue;
			last = what;
			const ahead = position === 0 ? clause.slice(0, places[0]?.index ?? 0) : '';
			const numbers = numbersIn(segment).length > 0 ? segment : aheadOf(ahead);
			const asked =
				below !== undefined && role ? { version: below, is: 'at least' as const } : of(numbers, role);
			if (asked) found.push({ what, ...asked, line: written.trim() });
		}
	}
	return found;
}

/** The one of some versions that counts, and what for. */
function of(segment: string, role: Role | undefined): Pick<MinimumVersion, 'version' | 'is'> | undefined {
	if (role === undefined) return undefined;
	const numbers = numbersIn(segment);
	const [first] = numbers;
	if (first === undefined) return undefined;
	const upwards = new RegExp(`${version}${newer}`, 'iu').exec(segment)?.[1];
	if (role === 'at least') return { version: upwards ?? [...numbers].sort(compare)[0] ?? first, is: role };
	const downwards = new RegExp(`${version}${older}`, 'iu').exec(segment)?.[1];
	return { version: downwards ?? [...numbers].sort(compare).at(-1) ?? first, is: role };
}

/** Versions of a text but for those that it says were asked for before. */
function numbersIn(text: string): readonly string[] {
	const all = [...text.matchAll(new RegExp(version, 'giu'))];
	const now = all.filter(({ index }) => !before.test(text.slice(0, index)));
	return (now.length > 0 ? now : all).map(([, number = '']) => number);
}

/** `version 15 of PostgreSQL`: the number stands before the name, close to it. */
const aheadOf = (text: string) =>
	/(?:version )?v?\d[\d.]*\S* (?:of|for|von|de|für|pour) $/i.exec(text)?.[0] ?? '';

/** Sentences and what they are made of; a part that says nothing but numbers belongs to the next one. */
function clausesOf(text: string): readonly string[] {
	const parts = text.split(
		/[;!?]\s|\.\s|,\s|\s\((?=\D)|\s(?:since|because|but|while|weil|denn|aber|car|puisque|mais)\s/iu,
	);
	const clauses: string[] = [];
	let open = '';
	for (const part of parts) {
		const whole = open === '' ? part : `${open}, ${part}`;
		const says = needed.test(whole) || dropped.test(whole);
		open = says ? '' : whole;
		if (says) clauses.push(whole);
	}
	return open === '' ? clauses : [...clauses, open];
}

/** Numbers and dots, as far as both have them. */
export function compare(one: string, other: string): number {
	const [a, b] = [one, other].map((text) => text.split('.').map(Number));
	for (let place = 0; place < Math.min(a?.length ?? 0, b?.length ?? 0); place += 1) {
		const difference = (a?.[place] ?? 0) - (b?.[place] ?? 0);
		if (difference !== 0) return difference;
	}
	return 0;
}

/** @param here as it is told, however much of it; `unknown` where that is too little */
export function isMet({ version: asked, is }: MinimumVersion, here: string): boolean | 'unknown' {
	const told = /\d+(?:\.\d+)*/.exec(here)?.[0];
	if (told === undefined) return 'unknown';
	const difference = compare(told, asked);
	if (difference !== 0) return difference > 0;
	if (told.split('.').length < asked.split('.').length) return 'unknown';
	return is === 'at least';
}
