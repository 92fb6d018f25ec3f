import type { Mark } from './changelog.ts';

/**
 * Why a line of a changelog deserves the operator's eye.
 * Under `Changed` every line is marked breaking: vendors put breaking changes there without a word that says
 * so (systems/specivo.md), and a line too many costs less than one too few.
 * @param category the heading the line stands under, e.g. `Changed`; empty when there is none
 */
export function marksOf(text: string, category: string): Mark[] {
	return (Object.keys(rules) as Mark[]).filter((mark) => rules[mark](text, category));
}

const rules: Readonly<Record<Mark, (text: string, category: string) => boolean>> = {
	breaking: (text, category) => /^changed\b|breaking/i.test(category) || breaking.test(text),
	removed: (text, category) => /^removed\b|^removals?\b/i.test(category) || removed.test(text),
	migration: (text, category) => /^migrations?\b/i.test(category) || migration.test(text),
	'new variable': (text, category) =>
		variable.test(text) &&
		!/^(removed|deprecated)\b/i.test(category) &&
		(/^added\b|^new\b/i.test(category) || introduced.test(text)),
};

const breaking =
	/\bbreaking\b|\bbackwards?[- ]incompatible\b|\bincompatible\b|\bno longer\b|\b(must|has to|have to) (now )?be\b|\bbefore (the |you )?upgrad/i;
const removed = /\b(removed|removes|dropped|drops|deleted|no longer (available|supported|returns?))\b/i;
const migration =
	/\b(migrations?|migrates?|migrated|schema|alembic|columns?|tables?|index(es)?|reindex(es)?)\b/i;
/** UPPER_SNAKE: environment variables have at least one underscore in practice, abbreviations have none. */
const variable = /\b[A-Z][A-Z0-9]*(_[A-Z0-9]+)+\b/;
const introduced =
	/\b(new|adds?|added|introduc\w*|requires?|required|must be set|can be set|now reads?|sets?)\b/i;
