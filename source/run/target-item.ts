import { downloadOf, sizeInWords } from '../images/layers-here.ts';
import { notesBetween } from '../releases/read-changelog.ts';
import type { Suggestion } from '../releases/suggestions.ts';
import type { Facts } from '../survey/facts.ts';
import { ago } from '../text/ago.ts';
import { count, inWords } from '../text/list.ts';
import type { GateItem } from './gates.ts';

/**
 * A version to choose, with what is known of it: date and age, the releases it takes in, its notes, its image.
 * @param looked facts with this version as the target; undefined for one that was not looked at closely
 */
export function targetItem(
	current: string,
	{ version, reason, recommended, hops, releases }: Suggestion,
	looked: Facts | undefined,
	now: Date,
): GateItem {
	const notes = looked && notesOf(looked, current, version);
	const absent = looked && !looked.targetImages?.ok ? looked.targetImages?.absent : undefined;
	const problem = looked?.targetImages?.ok === false ? looked.targetImages.problem : undefined;
	const date = dateOf(looked, version) ?? notes?.date;
	return {
		id: version,
		label: version,
		detail: [
			reason,
			...(date === undefined ? [] : [`Released ${date}, ${ago(date, now)}.`]),
			releases === 1
				? `It is the next release after ${current}.`
				: `It takes in ${count(releases, 'release')} since ${current}.`,
			...(hops.length > 1 ? hops.map((hop) => `${hop.from} → ${hop.to}: ${hop.reason}.`) : []),
			...(notes?.sentences ?? []),
			...(looked ? imageSentence(looked) : []),
		],
		recommended,
		...(absent && problem !== undefined ? { unavailable: problem } : {}),
	};
}

const dateOf = (facts: Facts | undefined, version: string): string | undefined =>
	facts?.releases.ok ? facts.releases.value.dates?.[version]?.slice(0, 10) : undefined;

function notesOf({ changelog, releases }: Facts, from: string, to: string) {
	if (!changelog.ok) return { sentences: ['No release notes are at hand.'] };
	const versions = releases.ok ? [...releases.value.versions] : [];
	const { sections, missing } = notesBetween(changelog.value, from, to, versions);
	const lines = sections.flatMap((section) => section.lines);
	const marked = lines.filter(({ marks }) => marks.length > 0).length;
	const date = sections.find(({ version }) => version === to)?.date;
	return {
		...(date === undefined ? {} : { date }),
		sentences: [
			...(lines.length > 0
				? [`Notes: ${count(lines.length, 'line')}, ${marked === 0 ? 'none' : marked} of them marked.`]
				: []),
			...(missing.length > 0 ? [`There are no notes for ${inWords(missing)}.`] : []),
		],
	};
}

function imageSentence({ targetImages, engine }: Facts): readonly string[] {
	if (targetImages === undefined) return [];
	if (!targetImages.ok) return [`Its image could not be asked for: ${targetImages.problem}.`];
	const what = targetImages.value.length === 1 ? 'image is' : 'images are';
	return [`Its ${what} there for ${engine.architecture}, ${sizeInWords(downloadOf(targetImages.value))}.`];
}
