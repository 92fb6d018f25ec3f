import { z } from 'zod';
import type { ReleasesFact } from '../survey/facts.ts';
import { count } from '../text/list.ts';
import { printable } from '../text/printable.ts';
import { shortened } from '../text/shortened.ts';
import { exactVersion, exactVersions, isPrerelease } from './versions.ts';

/** One release, as a list tells it. */
export type ListedRelease = {
	/** Texts that may be its version, the surest first. */
	readonly names: readonly string[];
	/** True when the list says so, whatever the version looks like. */
	readonly prerelease: boolean;
	/** As the list writes it. */
	readonly date?: string | undefined;
	/** Its notes, Markdown, where the list has them. */
	readonly notes?: string | undefined;
};

/** Bytes of a whole list, all its pages together. */
export const listLimit = 32 * 1024 * 1024;

/** As GitHub's API tells a release; other lists have some of it. */
const listed = z.object({
	tag_name: z.string().nullish(),
	version: z.string().nullish(),
	name: z.string().nullish(),
	prerelease: z.boolean().nullish(),
	/** Not out yet. */
	draft: z.boolean().nullish(),
	published_at: z.string().nullish(),
	date: z.string().nullish(),
	body: z.string().nullish(),
});

const shape = 'a JSON array of versions or of maps with tag_name, version or name; or one version a line';

/**
 * What a list has: JSON, or one version a line, with a date behind it or without; `#` begins a comment. Drafts are left out.
 * @param place for the error @throws Error with what was expected, what was found, and where
 */
export function readReleaseList(text: string, place: string): readonly ListedRelease[] {
	const content = text.replace(/^\uFEFF/, '').trimStart();
	if (/^[[{"]/.test(content)) return readEntries(parseJson(content, place), place);
	if (content.startsWith('<')) throw expected(place, 'a page of HTML or XML');
	return content.split('\n').flatMap((line) => {
		const [version = '', date] = line.replace(/#.*/, '').trim().split(/\s+/);
		return version === '' ? [] : [{ names: [version], prerelease: false, date }];
	});
}

/** All of them together, oldest first. @throws Error when none of them names an exact version */
export function releasesAmong(entries: readonly ListedRelease[], place: string): ReleasesFact {
	const releases = entries.flatMap(({ names, prerelease, date }) => {
		const version = names.map(exactVersion).find((found) => found !== undefined);
		return version === undefined ? [] : [{ version, prerelease, date: asMoment(date) }];
	});
	if (releases.length === 0) {
		const [first = ''] = entries[0]?.names ?? [];
		throw new Error(
			entries.length === 0
				? `expected releases in ${place}, found none`
				: `expected exact versions such as 2.4.0 in ${place}, found none in ${count(entries.length, 'entry', 'entries')}, the first of which is “${shortened(printable(first))}”`,
		);
	}
	const asSaid = new Set(
		releases.flatMap(({ version, prerelease }) => (prerelease && !isPrerelease(version) ? version : [])),
	);
	const dates = releases.flatMap(({ version, date }) => (date === undefined ? [] : [[version, date]]));
	const all = exactVersions(releases.map(({ version }) => version));
	return {
		versions: all.filter((version) => !asSaid.has(version)),
		source: `entries of ${place}`,
		...(asSaid.size > 0 ? { prereleases: all.filter((version) => asSaid.has(version)) } : {}),
		...(dates.length > 0 ? { dates: Object.fromEntries(dates) as Record<string, string> } : {}),
	};
}

/** The versions to plan with: the target is one of them when only its name makes it one. @param target as typed */
export function namedAmong({ versions, prereleases = [] }: ReleasesFact, target: string): readonly string[] {
	const named = exactVersion(target);
	return named !== undefined && prereleases.includes(named) ? [...versions, named] : versions;
}

function parseJson(text: string, place: string): unknown {
	try {
		return JSON.parse(text);
	} catch (cause) {
		// What the parser says of a long text has some of that text in it.
		throw new Error(`expected JSON in ${place}, found some that is broken or cut off`, { cause });
	}
}

function readEntries(content: unknown, place: string): readonly ListedRelease[] {
	if (!Array.isArray(content)) throw expected(place, foundInstead(content));
	return content.flatMap((entry: unknown, index): readonly ListedRelease[] => {
		if (typeof entry === 'string') return [{ names: [entry], prerelease: false }];
		const where = `entry ${index + 1} of ${place}`;
		const read = listed.safeParse(entry);
		if (!read.success) {
			const [key] = read.error.issues[0]?.path ?? [];
			throw new Error(
				`expected a version or a map that names one in ${where}, found ${key === undefined ? foundInstead(entry) : `a map whose ${String(key)} is of another kind`}`,
			);
		}
		const { tag_name, version, name, prerelease, draft, published_at, date, body } = read.data;
		if (draft) return [];
		const names = [tag_name, version, name].filter((one) => typeof one === 'string');
		if (names.length === 0)
			throw new Error(`expected tag_name, version or name in ${where}, found none of them`);
		return [
			{
				...{ names, prerelease: prerelease ?? false, date: published_at ?? date ?? undefined },
				...(body == null ? {} : { notes: body }),
			},
		];
	});
}

const expected = (place: string, found: string) =>
	new Error(`expected a list of releases in ${place} (${shape}), found ${found}`);

/** GitHub explains itself in a map with a message. */
function foundInstead(content: unknown): string {
	if (Array.isArray(content)) return 'a list';
	if (typeof content !== 'object' || content === null) return `${JSON.stringify(content)}`.slice(0, 60);
	const { message } = content as { message?: unknown };
	return typeof message === 'string' ? `a map that says “${shortened(printable(message))}”` : 'a map';
}

/** ISO 8601; undefined for what is no date of that kind. */
function asMoment(date: string | undefined): string | undefined {
	const milliseconds = /^\d{4}-\d{2}-\d{2}/.test(date ?? '') ? Date.parse(date ?? '') : Number.NaN;
	return Number.isNaN(milliseconds) ? undefined : new Date(milliseconds).toISOString();
}
