import type { Mark } from './changelog.ts';

/** A mark, and what it was set for: a word of the line, or the heading that it stands under. */
export type Reason = { readonly mark: Mark; readonly why: string };

/**
 * Why a line of a changelog deserves the operator's eye. English, French and German.
 * Under `Changed` of Keep a Changelog every line is marked breaking: vendors put breaking changes there without a word that
 * says so (systems/specivo.md), and a line too many costs less than one too few.
 * @param category the heading the line stands under, e.g. `Changed`; empty when there is none
 */
export function reasonsOf(text: string, category: string): readonly Reason[] {
	const heading = headings.find(({ words }) => words.test(category.trim()));
	if (text.trim() === '') return [];
	const found: Reason[] = heading?.mark
		? [{ mark: heading.mark, why: `stands under “${category.trim()}”` }]
		: [];
	for (const { mark, words, calm } of rules) {
		if (heading?.calm && !calm) continue;
		if (found.some((reason) => reason.mark === mark)) continue;
		const word = words.exec(text)?.[0];
		if (word !== undefined && !(harmless[mark]?.test(text) ?? false))
			found.push({ mark, why: `says “${word.trim()}”` });
	}
	const variable = variableReason(text, heading?.kind);
	if (variable) found.push(variable);
	return order.flatMap((mark) => found.filter((reason) => reason.mark === mark));
}

/** The marks alone, in the order of their weight. */
export const marksOf = (text: string, category: string): Mark[] =>
	reasonsOf(text, category).map(({ mark }) => mark);

/** Environment variables that a line names: UPPER_SNAKE has an underscore in practice, abbreviations have none. */
export const variablesIn = (text: string): readonly string[] => [
	...new Set([...text.matchAll(/(?<![\w.])[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+(?!\w)/g)].map(([name]) => name)),
];

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

type Heading = {
	readonly words: RegExp;
	/** Every line below it has this mark. */
	readonly mark?: Mark;
	/** What it names is over, or nobody's business outside: only the plainest words count below it. */
	readonly calm?: true;
	readonly kind?: 'added' | 'removed';
};

const headings: readonly Heading[] = [
	{ words: /breaking|incompatib|inkompatib|rupture/i, mark: 'breaking' },
	{ words: /^(?:changed|modifi(?:é|cations?)|ge[äa]ndert|änderungen)(?!\p{L})/iu, mark: 'breaking' },
	{
		words: /^(?:removed|removals?|supprim\S*|retir\S*|entfernt|entfallen)\b/i,
		mark: 'removed',
		kind: 'removed',
	},
	{ words: /^(?:deprecat|veraltet|obsol|déprécié)/i, kind: 'removed', calm: true },
	{ words: /^(?:migrations?|schema)\b/i, mark: 'migration' },
	{ words: /^(?:added|new\b|features?|ajout|hinzugef|neu\b|nouveaut)/i, kind: 'added' },
	{
		words:
			/^(?:fixed|fix(?:es)?\b|bug ?fix|corrig|correct|behoben|fehler|improve|enhance|dependenc|documentation|docs?\b|chores?|tests?\b|known issues)/i,
		calm: true,
	},
];

type Rule = {
	readonly mark: Mark;
	readonly words: RegExp;
	/** Counts below a calm heading too. */
	readonly calm?: true;
};

const product = String.raw`(?:docker(?: engine| compose)?|compose(?: v\d\S*)?|postgres(?:ql)?|mariadb|mysql|redis|node(?:\.js)?|python|php)`;
const needs = `(?:requires?|required|needs?|needed|minimum|at least|oldest|or (?:newer|later|above)|not supported|supports? for|nécessaire|nécessite|au moins|benötigt|mindestens|oder neuer|upgrade to)`;

const rules: readonly Rule[] = [
	{
		mark: 'breaking',
		words:
			/\bbreaking\b|^\s*(?:[-*]\s+)?\w+(?:\([^)]*\))?!:|\bincompatible\b|\bbackwards?[- ]incompatible\b|\binkompatibel\b|\bno longer (?:accepts?|returns?|returned|works?|reads?|supports?|supported|available)\b|\bis no longer\b|\b(?:must|has to|have to) (?:now )?be (?!run|set|executed|migrated)\w+/i,
		calm: true,
	},
	{ mark: 'breaking', words: /\bne (?:sont|est) plus\b|\bnicht mehr\b/i },
	{
		mark: 'removed',
		words:
			/\b(?:was|were|is|are|has been|have been) (?:removed|dropped|deleted)\b|^\s*(?:[-*]\s+)?(?:\w+!?: )?(?:removes?|removed|drops?|dropped)\b|\bdrops? support\b|\bno longer (?:available|supported|accepts?|returns?|returned)\b|\bnot supported any ?more\b|\b(?:support|column|table)\b.*\b(?:removed|dropped)\b|\bentfällt\b|\bwird (?:gelöscht|entfernt)\b/i,
	},
	{ mark: 'removed', words: /\bno longer (?:available|supported|accepts?|returns?|returned)\b/i, calm: true },
	{
		mark: 'deletes data',
		words:
			/\b(?:drops?|dropped|deletes?|deleted|removes?|truncates?|emptied|empties)\b[^.]*\b(?:columns?|tables?|rows?|records?)\b|\b(?:columns?|tables?|rows?)\b[^.]*\b(?:is|are|was|were) (?:dropped|deleted|removed|emptied)\b|\btrash is emptied\b|\bcannot be (?:restored|undone)\b|\bthe table\b.*\b(?:rows|contents)\b|\bSpalte\b.*\bgelöscht\b|\bTabelle\b.*\bgelöscht\b|\bcolonne\b.*\bsupprimée\b/i,
	},
	{
		mark: 'migration',
		words:
			/\bmigrations?\b|\bmigrates?\b|\bmigrated\b|\balembic\b|\bdatabase schema\b|\b(?:adds?|new|drops?|dropped|rebuilds?)\b[^.]*\b(?:columns?|tables?|index(?:es)?)\b|\bcolumns? [\w.]+ (?:is|was|are) \w+|\bindex on\b|\b(?:schema) of\b|\bMigration(?:en)?\b|\bcolonne\b/i,
	},
	{ mark: 'migration', words: /\bmigrations? \d/i, calm: true },
	{
		mark: 'minimum version',
		words: new RegExp(
			String.raw`\b${needs}\b[^.]*\b${product}[^.]*\d|\b${product} v?\d[\d.]*\b[^.]*\b${needs}|\bminimum version of ${product}\b`,
			'i',
		),
	},
	{
		mark: 'manual action',
		words:
			/\baction required\b|\byou (?:must|have to|need to)\b|\bmanually\b|\bby hand\b|\bbefore (?:the |you )?(?:upgrad\w*|install\w*|start\w*)\b|\bafter the upgrade\b|\bonce after\b|\brebuild it with\b|^\s*(?:[-*]\s+)?(?:please\b|copy the\b|run (?:the|`))|\bmust be mounted\b|\bil faut\b|\bvous devez\b|\bà la main\b|\bvon Hand\b|\bmanuell\b/i,
	},
];

/** What looks like it, and is not. */
const harmless: Partial<Record<Mark, RegExp>> = {
	migration:
		/\b(?:schema of colours?|comparison|table of contents|table view|index page|shortcuts? for tables?)\b/i,
	removed: /\b(?:unused|in-house|typos?|flaky|dead code)\b/i,
	'manual action': /\bno (?:special |manual )?steps?\b/i,
};

const changedVariable =
	/\brenamed\b|\bdefault of\b|\bdefaults? to\b|\bin favou?r of\b|\binstead\b|\breplaced by\b|\bis now\b|\buse [A-Z]/;
const introduced =
	/\b(new|adds?|added|introduc\w*|requires?|required|must be set|can be set|now reads?|sets?|tells?|limits?|when|nouvelle|neue)\b/i;

function variableReason(text: string, kind: Heading['kind']): Reason | undefined {
	const [name] = variablesIn(text);
	if (name === undefined) return undefined;
	const why = `names ${name}`;
	if (kind === 'removed' || /\bremoved\b/i.test(text) || changedVariable.test(text))
		return { mark: 'changed variable', why };
	return kind === 'added' || introduced.test(text) ? { mark: 'new variable', why } : undefined;
}
