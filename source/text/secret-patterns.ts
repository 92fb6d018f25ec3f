/** What stands in the place of a secret. */
export const hidden = '[hidden]';

/** Characters that a secret has at least; a shorter one cannot be told apart from words, and is shown. */
export const shortest = 6;

/** Names that say of a value in a text that it is secret; narrower than those of variables, as a log is full of keys and passes. */
const named = String.raw`[\w.-]*(?:password|passwd|passphrase|secret|token|credentials?|(?:api|access|private|secret)[_-]?key)`;

const afterName = new RegExp(
	String.raw`(^|[?&;,\s({\[|"'\`])(${named}=)(?:"([^"\n]*)"|'([^'\n]*)'|([^\s&;,"'\`)}\]|]+))`,
	'gi',
);
const member = new RegExp(String.raw`((\\?["'])${named}\2\s*:\s*\2)((?:(?!\2)(?:\\.|.))*)`, 'gi');
const authorization =
	/\b((?:proxy-)?authorization\\?["']?\s*[:=]\s*\\?["']?(?:(?:bearer|basic|digest|token|apikey|negotiate)\s+))([^\s"'\\]+)/gi;
const bearer = /\b(bearer\s+)(?=[\w.~+/-]*\d)([\w.~+/-]{8,}=*)/gi;
const basic =
	/\b([Bb]asic\s+)(?=[A-Za-z0-9+/]*[A-Z0-9+])(?=[A-Za-z0-9+/]*[a-z])([A-Za-z0-9+/]{8,}={0,2})(?![\w-])/g;
const cookies = /\b((?:set-)?cookie\\?["']?\s*[:=]\s*\\?["']?)([^"'\r\n\\]+)/gi;
const inUrl = /(:\/\/[^\s:/?#@"'<>]*:)([^\s/?#"'<>]+)@/g;
const privateKey =
	/(-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----)[\s\S]*?(-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|$)/g;
/** Tokens that tell by themselves what they are: signed claims, GitHub, GitLab, Slack, Stripe, AWS. */
const knownTokens =
	/\b(?:eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*|gh[opsur]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abpr]-[\w-]{10,}|[rs]k_live_\w{10,}|AKIA[A-Z0-9]{16})/g;

/** What a cookie says besides its value. */
const attributes = /^\s*(?:path|domain|expires|max-age|samesite|priority)$/i;

/** What a text has wherever something is named and not told: a variable of the shell's, a place to fill, a word. */
const isPlaceholder = (value: string) =>
	/^(?:[$<%{*]|\[hidden|(?:true|false|none|null|undefined|required|unset)$)/i.test(value);
const isTold = (value: string) => value.length >= shortest && !isPlaceholder(value);

/** What to look for, and what a text must have for that to be worth its time: a log has a million lines. */
type Pattern = { readonly marks: readonly string[]; readonly hide: (text: string) => string };

const patterns: readonly Pattern[] = [
	{
		marks: ['PRIVATE KEY'],
		hide: (text) => text.replace(privateKey, (_all, begin: string, end: string) => `${begin}${hidden}${end}`),
	},
	{
		marks: ['://'],
		hide: (text) =>
			text.replace(inUrl, (all, before: string, password: string) =>
				isPlaceholder(password) ? all : `${before}${hidden}@`,
			),
	},
	{
		marks: ['uthorization', 'UTHORIZATION'],
		hide: (text) => text.replace(authorization, (_all, before: string) => `${before}${hidden}`),
	},
	{
		marks: ['earer ', 'EARER '],
		hide: (text) => text.replace(bearer, (_all, before: string) => `${before}${hidden}`),
	},
	{ marks: ['asic '], hide: (text) => text.replace(basic, (_all, before: string) => `${before}${hidden}`) },
	{
		marks: ['ookie', 'OOKIE'],
		hide: (text) => text.replace(cookies, (_all, before: string, jar: string) => before + hideCookies(jar)),
	},
	{
		marks: ['":', "':", '" :', "' :"],
		hide: (text) =>
			text.replace(member, (all, before: string, _quote: string, value: string) =>
				isTold(value) ? `${before}${hidden}` : all,
			),
	},
	{
		marks: ['='],
		hide: (text) =>
			text.replace(afterName, (all, start: string, name: string, double = '', single = '', bare = '') =>
				isTold(double || single || bare) ? `${start}${name}${hidden}` : all,
			),
	},
	{
		marks: ['eyJ', 'gh', 'glpat-', 'xox', 'k_live_', 'AKIA'],
		hide: (text) => text.replace(knownTokens, hidden),
	},
];

/**
 * Hides what a text itself shows to be secret, whoever it belongs to: passwords in URLs, values after a name such as
 * `password=`, authorization and cookie headers, private keys, well-known tokens.
 */
export const hideByShape = (text: string): string =>
	patterns.reduce(
		(result, { marks, hide }) => (marks.some((mark) => result.includes(mark)) ? hide(result) : result),
		text,
	);

const hideCookies = (jar: string) =>
	jar.replace(/([^=;\s]+)=([^;]+)/g, (all, name: string) =>
		attributes.test(name) ? all : `${name}=${hidden}`,
	);

/** Lines of a private key that are hidden at most; the longest keys have about a hundred. */
const longestKey = 200;
const begins = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/;
const ends = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/;
/** Base64, or a header of an encrypted key; another writer's line in between is none. */
const inside = /^\s*(?:[\w-]+: \S+|[A-Za-z0-9+/=\\|"',.-]*)\s*$/;

/** Hides a private key that a log shows line by line. One for each log: it remembers that a key has begun. */
export function hideKeyLines(): (line: string) => string {
	let left = 0;
	return (line) => {
		if (left > 0 && ends.test(line)) {
			left = 0;
			return line.replace(/^.*?(?=-----END)/, '');
		}
		if (left > 0) {
			left--;
			return inside.test(line) && line.trim() !== '' ? hidden : line;
		}
		if (begins.test(line) && !ends.test(line)) left = longestKey;
		return line;
	};
}
