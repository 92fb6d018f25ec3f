import type { Mark } from './changelog.ts';
import { askedOnUpgrade, nothingAsked } from './marks/actions.ts';
import { type Heading, headingOf, plainLine } from './marks/headings.ts';
import type { Reason } from './marks/reason.ts';
import { announced, looks, matters, type Rule, rules } from './marks/rules.ts';
import { variableReasons } from './marks/variables.ts';

/**
 * Why a line of a changelog deserves the operator's eye. English, French and German.
 * Under `Changed` of Keep a Changelog every line but those about looks is marked breaking: vendors put breaking changes there
 * without a word that says so, and a line too many costs less than one too few.
 * @param category the heading the line stands under, e.g. `Changed`; empty when there is none
 */
export function reasonsOf(written: string, category: string): readonly Reason[] {
	const found = partsOf(written).flatMap((part) => reasonsOfPart(part, category));
	return order.flatMap((mark) => found.find((reason) => reason.mark === mark) ?? []);
}

/** Characters that the rules look at together: their time grows with the square of a line's length. */
const together = 1000;

function partsOf(text: string): readonly string[] {
	const parts: string[] = [];
	for (let at = 0; at < text.length; at += together) parts.push(text.slice(at, at + together));
	return parts;
}

function reasonsOfPart(written: string, category: string): readonly Reason[] {
	const { text, calm, breaks, added } = plainLine(written);
	if (text === '') return [];
	const named = headingOf(category);
	const heading: Heading = {
		...named,
		...(calm ? { calm: true } : {}),
		...(added && named.kind === undefined ? { kind: 'added' } : {}),
	};
	const found: Reason[] = breaks === undefined ? [] : [{ mark: 'breaking', why: `begins with “${breaks}”` }];
	const add = (reason: Reason) => {
		if (!found.some(({ mark }) => mark === reason.mark)) found.push(reason);
	};
	if (heading.mark && !excused(text, heading))
		add({ mark: heading.mark, why: `stands under “${category.trim()}”` });
	for (const rule of rules) {
		const word = wordOf(rule, text, heading);
		if (word !== undefined) add({ mark: rule.mark, why: `says “${word}”` });
	}
	if (heading.kind === 'upgrade' && !nothingAsked.test(text)) {
		const word = firstOf(askedOnUpgrade, text);
		if (word !== undefined) add({ mark: 'manual action', why: `says “${word}”` });
	}
	for (const reason of variableReasons(text, heading)) add(reason);
	return found;
}

/** The marks alone, in the order of their weight. */
export const marksOf = (text: string, category: string): Mark[] =>
	reasonsOf(text, category).map(({ mark }) => mark);

export { variablesIn } from './marks/variables.ts';

const order: readonly Mark[] = [
	'breaking',
	'removed',
	'deletes data',
	'migration',
	'new variable',
	'changed variable',
	'minimum version',
	'manual action',
];

/** Nobody outside misses what a line like this takes away or changes, whatever heading it stands under. */
function excused(text: string, { kind }: Heading): boolean {
	if (kind === 'changed') return looks.test(text) && !matters.test(text);
	return kind === 'removed' && /\b(?:unused|dead code|typos?|flaky|redundant)\b/i.test(text);
}

/** What a later version will do breaks, removes and asks for nothing today. */
const announces: readonly Mark[] = ['breaking', 'removed', 'minimum version'];

/** The word of a line that a rule is met by. */
function wordOf(rule: Rule, text: string, { calm, kind }: Heading): string | undefined {
	if (calm && !rule.calm) return undefined;
	if (rule.under && !rule.under.includes(kind)) return undefined;
	if (rule.notUnder?.includes(kind)) return undefined;
	if (announces.includes(rule.mark) && announced.test(text)) return undefined;
	return rule.but?.test(text) ? undefined : firstOf(rule.words, text);
}

function firstOf(words: readonly RegExp[], text: string): string | undefined {
	for (const each of words) {
		const word = each.exec(text)?.[0].trim();
		if (word) return word;
	}
	return undefined;
}
