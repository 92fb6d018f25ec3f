import type { Mark } from '../changelog.ts';

/** What the heading that a line stands under says of it. */
export type Heading = {
	/** Every line below it has this mark, but for what is plainly about looks or nobody's business outside. */
	readonly mark?: Mark;
	/** What it names is over, or harms nobody: only the plainest words count below it. */
	readonly calm?: true;
	readonly kind?:
		| 'added'
		| 'changed'
		| 'removed'
		| 'upgrade'
		| 'requirements'
		| 'settings'
		| 'schema'
		| 'packaging';
};

const headings: readonly (Heading & { readonly words: RegExp })[] = [
	{ words: /\b(?:no|not|non|keine?|aucun\w*)[- ]breaking/i, calm: true },
	{ words: /breaking|incompatib|inkompatib|rupture/i, mark: 'breaking' },
	{
		words:
			/^(?:changed|modifi(?:é\p{L}*|cations?)|changements?|ge[äa]ndert\p{L}*|[äa]nderung\p{L}*)(?!\p{L})/iu,
		mark: 'breaking',
		kind: 'changed',
	},
	{
		words: /^(?:removed|removals?|supprim\S*|suppressions?|retir\S*|entfernt\S*|entfallen\S*)(?!\p{L})/iu,
		mark: 'removed',
		kind: 'removed',
	},
	{ words: /deprecat|veraltet|obsol|déprécié/i, kind: 'removed', calm: true },
	{ words: /^(?:migrations?|schema)\b/i, mark: 'migration', kind: 'schema' },
	{ words: /^(?:database|db|datenbank|base de données)\b/i, kind: 'schema' },
	{
		words:
			/requirement|prerequisite|minimum version|voraussetzung|anforderung|prérequis|configuration requise/i,
		kind: 'requirements',
	},
	{
		words:
			/upgrad|updat(?:e|ing)\b|^(?:important|attention|action)|before you|admin|operator|mise à (?:jour|niveau)|aktualisier|^hinweis|wichtig|avertissement/i,
		kind: 'upgrade',
	},
	{
		words:
			/^(?:configuration|config|settings?|environment|konfiguration|einstellungen|umgebungsvariablen?|variables)\b/i,
		kind: 'settings',
	},
	{ words: /^(?:docker|containers?|images?|packag\w+|helm|kubernetes)\b/i, kind: 'packaging' },
	{ words: /^(?:added|new\b|.*\bfeatures?\b|ajout|hinzugef|neu\p{L}*|nouve)/iu, kind: 'added' },
	// What it mends may ask for something as well.
	{ words: /security|sécurité|sicherheit/i },
	{
		words:
			/fixed|fix(?:es)?\b|\bbugs?\b|corrig|correct|behoben|behebung|fehler|improve|amélior|verbesser|enhance|dependenc|abhängig|documentation|dokument|\bdocs?\b|chores?|tests?\b|known issues|performance|translations?|i18n|refactor|\bci\b|maintenance|develop|under the hood/i,
		calm: true,
	},
];

export const headingOf = (category: string): Heading =>
	headings.find(({ words }) => words.test(category.replace(/^[^\p{L}]+/u, '').trim())) ?? {};

/** `fix(api)!: …`, with a list marker or emphasis before it. */
const conventional = /^(\w+)(?:\(([^)]*)\))?(!)?:\s+(?=\S)/;
/** What a line begins with that is of the harmless sort, or new, without a colon. */
const calmBeginning =
	/^(?:fix(?:e[sd])?|bugfix|hotfix|correct(?:s|ed)?|resolve[sd]?|improve[sd]?|bump(?:s|ed)?(?!.*\b(?:minimum|lowest|oldest))|refactor\w*|document(?:s|ed)?|test(?:s|ed)?|deprecate[sd]?|corrig\p{L}+|correction|behebt|behoben|korrig\p{L}+)(?!\p{L}|-)/iu;
const addedBeginning =
	/^(?:adds?|added|allows?|introduces?d?|supports?|ability|option|possibility|ajoute?|ajout|possibilité|neue?r?|es gibt)(?!\p{L}|-)/iu;
const calmTypes = /^(?:fix|bugfix|docs?|tests?|ci|style|perf|build|i18n|refactor|deps|lint)$/i;

export type Line = {
	/** Without list marker, emphasis, code marks, a conventional beginning and who did it where. */
	readonly text: string;
	/** Its beginning says that it is of the harmless sort. */
	readonly calm: boolean;
	/** Its beginning says that it breaks something, in the words there. */
	readonly breaks?: string;
	readonly added: boolean;
};

export function plainLine(written: string): Line {
	const bare = written
		.replace(/^\s*(?:[-*+•]|\d+[.)])?\s*(?:\[[ x]\]\s*)?/, '')
		.replace(/^\[?#\d+\]?(?:\([^)]*\))?\s*[-–—:]?\s+/, '')
		.replaceAll(/`|\*\*|__(?=\w[^_]*__)/g, '')
		.replace(/\s+by @\S+(?: in \S+)?\s*$/, '')
		.replace(/\s*\(?\[?#\d+\]?\)?\s*$/, '')
		.trim();
	const [beginning, type = '', scope = '', bang] = conventional.exec(bare) ?? [];
	const known = beginning !== undefined && (type === type.toLowerCase() || calmTypes.test(type));
	const text = known ? bare.slice(beginning.length) : bare;
	return {
		text,
		calm: (known && (calmTypes.test(type) || /^deps/i.test(scope))) || calmBeginning.test(text),
		added: (known && /^feat/.test(type)) || addedBeginning.test(text),
		...(bang === undefined ? {} : { breaks: beginning?.trim() ?? '' }),
	};
}
