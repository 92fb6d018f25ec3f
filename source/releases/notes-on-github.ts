// Touches the world: asks GitHub's API for the notes of releases.
import process from 'node:process';
import { AddressClient } from './address-client.ts';
import { addressOnGitHub, type GitHubSource, isPublicGitHub } from './github-source.ts';
import { type AskForNotes, largestChangelog, type NotesAnswer, notesDeadline } from './notes-at-address.ts';
import { nextPage } from './registry.ts';
import { type ListedRelease, readReleaseList } from './release-list.ts';
import { releaseSections } from './release-sections.ts';
import { compareVersions, exactVersion } from './versions.ts';

const manyPages = 10;

/**
 * The notes of a repository's releases, page by page, the newest first, until a page has only versions that are no newer than
 * `current`: 1000 releases at most.
 * @throws NotAnswered, Error with what the answer was; both call what was asked “it”
 */
export async function notesOnGitHub(
	{ github, api }: GitHubSource,
	current: string | undefined,
	{ etag, signal, deadline = notesDeadline, limit = largestChangelog }: AskForNotes = {},
	environment: NodeJS.ProcessEnv = process.env,
): Promise<NotesAnswer> {
	const address = addressOnGitHub({ github, api });
	const token = tokenFor(api, environment);
	const client = new AddressClient('it', 'repository, or it is private', { signal, deadline, limit });
	const entries: ListedRelease[] = [];
	let only: string | undefined;
	let next: string | undefined = address;
	for (let page = 0; next !== undefined && page < manyPages; page += 1) {
		const answer = await client.get(next, {
			accept: 'application/vnd.github+json',
			authorization: token && `Bearer ${token.value}`,
			etag: page === 0 ? etag : undefined,
			refused: token && `it refuses the token in ${token.variable}`,
		});
		if (answer.is === 'unchanged') return answer;
		const found = readReleaseList(answer.text, 'its answer');
		entries.push(...found);
		next = nextPage(answer.headers.get('link'), next);
		if (next !== undefined && new URL(next).origin !== new URL(address).origin)
			throw new Error('it points to a next page on another host');
		// What a later page has changed, the first one does not tell.
		only = page === 0 && next === undefined ? (answer.headers.get('etag') ?? undefined) : undefined;
		if (current !== undefined && found.every((release) => !isNewer(release, current))) break;
	}
	const notes = releaseSections(entries);
	if (notes.sections.length === 0)
		throw new Error(
			entries.length === 0 ? 'it has no releases' : 'none of its releases has a version and notes',
		);
	return { is: 'here', ...notes, ...(only === undefined ? {} : { etag: only }) };
}

const isNewer = ({ names }: ListedRelease, current: string) => {
	const version = names.map(exactVersion).find((found) => found !== undefined);
	return version === undefined || compareVersions(version, current) > 0;
};

/** The operator's token for GitHub is for GitHub alone; a runbook may name another place, and that gets Lockkeeper's own. */
function tokenFor(api: string, environment: NodeJS.ProcessEnv) {
	const variables = ['LOCKKEEPER_GITHUB_TOKEN', ...(isPublicGitHub(api) ? ['GITHUB_TOKEN'] : [])];
	const variable = variables.find((name) => environment[name]?.trim());
	if (variable === undefined) return undefined;
	const value = environment[variable]?.trim() ?? '';
	// Node's own error for such a header shows its value.
	if (!/^[\x21-\x7e]+$/.test(value)) throw new Error(`expected a token in ${variable}, found another text`);
	return { variable, value };
}
