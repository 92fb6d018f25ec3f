import { formatBytes } from '../../text/bytes.ts';
import { count } from '../../text/list.ts';
import { shortest } from '../../text/secret-patterns.ts';

/** A file of a bundle. */
export type BundledFile = {
	/** Relative to the bundle. */
	readonly name: string;
	readonly what: string;
	readonly bytes: number;
	/** Places where something stood that is hidden now. */
	readonly hidden: number;
};

/** What the README of a bundle has to say. */
export type BundleFacts = {
	readonly run: string;
	/** ISO 8601. */
	readonly at: string;
	readonly lockkeeper: string;
	readonly files: readonly BundledFile[];
	/** What of the run's directory is not in it, and why: a sentence each. */
	readonly leftOut: readonly string[];
	/** Files that secrets were read from, and what could not be read. */
	readonly secretsFrom: readonly string[];
	readonly problems: readonly string[];
	/** False where the host's name is a word that the texts are full of. */
	readonly hostHidden: boolean;
};

export const bundleReadme = (facts: BundleFacts): string =>
	[
		`# Bundle of run ${facts.run}`,
		'',
		`Written at ${facts.at} by Lockkeeper ${facts.lockkeeper}. Nothing was sent: that is for you to do, once you have read it.`,
		'',
		'## What is in it',
		'',
		'| file | size | hidden | |',
		'|---|---|---|---|',
		...facts.files.map(
			({ name, what, bytes, hidden }) =>
				`| ${name} | ${formatBytes(bytes)} | ${count(hidden, 'place')} | ${what} |`,
		),
		'',
		...list('Left out', facts.leftOut),
		'## What is hidden',
		'',
		'`[hidden]` stands in the place of',
		'',
		'- the values of variables that are named like secrets, and passwords in URLs, connection strings and JSON, in the',
		`  stack’s env files, Compose files and Compose’s secrets, as they are now: ${facts.secretsFrom.join(', ') || 'none was found'};`,
		'  as they stand, percent-encoded, in JSON, in a shell’s quotes and in base64, also with colours in between;',
		'- what shows by itself that it is secret: passwords in URLs, `password=…`, `"token": "…"`, authorization and cookie',
		'  headers, private keys, well-known tokens.',
		'',
		`\`~\` stands for a home directory${facts.hostHidden ? ', and `[host]` for the name of the host' : '. The host’s name is also that of something else here, and was left'}.`,
		'',
		'## What may still be in it',
		'',
		`- A secret of fewer than ${shortest} characters, or one that equals the name of a user, database, host, project or version.`,
		'- One that was replaced by another since the run, is compressed, encrypted or hashed, or is broken over two lines.',
		'- Addresses, names of users, and whatever else the apps write into their logs about people.',
		'',
		'Read all of it before you send it.',
		'',
		...list('What could not be read for this', facts.problems),
	].join('\n');

const list = (title: string, items: readonly string[]): readonly string[] =>
	items.length === 0 ? [] : [`## ${title}`, '', ...items.map((item) => `- ${item}`), ''];
