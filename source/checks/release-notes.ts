import { keptWords, passedOverWords } from '../releases/kept-words.ts';
import { notesBetween } from '../releases/read-changelog.ts';
import { compareVersions, exactVersion } from '../releases/versions.ts';
import { count, inWords } from '../text/list.ts';
import { type AskedVariable, type AskedVersion, askedVariables, askedVersions } from './asked-here.ts';
import { defineCheck } from './check.ts';
import { hostCommand } from './shown.ts';

export const releaseNotes = defineCheck('release-notes', 'Release notes', ({ facts, target, now }) => {
	if (target === undefined) return { outcome: 'skip', evidence: 'no version was asked for' };
	const [from, to] = [facts.version.current && exactVersion(facts.version.current), exactVersion(target)];
	if (!to) return { outcome: 'skip', evidence: `“${target}” is no version` };
	if (!from) return { outcome: 'skip', evidence: 'the running version is not known' };
	if (compareVersions(to, from) <= 0) return { outcome: 'skip', evidence: `${to} is not newer than ${from}` };
	const advice = (versions: string) =>
		`Read the vendor's notes of ${versions} elsewhere before you go on: they name breaking changes and migrations.`;
	if (!facts.changelog.ok) {
		const evidence = `none at hand for ${to}: ${facts.changelog.problem}`;
		return { outcome: 'warn', evidence, advice: advice(to) };
	}
	const { place, command: shown, kept } = facts.changelog.value;
	const versions = facts.releases.ok ? facts.releases.value.versions : [];
	const { sections, missing, refused } = notesBetween(facts.changelog.value, from, to, versions);
	const isAddress = /^[a-z]+:\/\//i.test(place);
	const command =
		shown ?? (isAddress ? hostCommand('curl', '-fsSL', place) : hostCommand('grep', '-n', '^## ', place));
	const tried = passedOverWords(facts.changelog.passedOver);
	const seen = (...clauses: readonly string[]) =>
		[
			...clauses,
			...(kept ? [keptWords(kept, now)] : []),
			...(tried.length > 0 ? [`tried as well: ${tried.join('; ')}`] : []),
		].join('; ');
	if (refused !== undefined)
		return {
			outcome: 'warn',
			evidence: seen(`${place} is not shown: ${refused}`),
			command,
			advice: advice(inWords(missing)),
		};
	const lines = sections.flatMap((section) => section.lines);
	const versionsAsked = askedVersions(lines, facts);
	const unmet = versionsAsked.filter(({ met }) => met === false);
	const asked = [...versionsInWords(versionsAsked), ...variablesInWords(askedVariables(lines, facts))];
	const told = (...clauses: readonly string[]) => seen(...clauses, ...asked);
	const bring = unmet.map(({ says }) => `${says}: bring it there before you go on.`);
	if (missing.length > 0) {
		const found =
			sections.length === 0 ? '' : `, only about ${inWords(sections.map(({ version }) => version))}`;
		const evidence = told(`${place} says nothing about ${inWords(missing)}${found}`);
		return { outcome: 'warn', evidence, command, advice: [...bring, advice(inWords(missing))].join(' ') };
	}
	const marked = lines.filter(({ marks }) => marks.length > 0).length;
	const evidence = told(
		`${place} has ${inWords(sections.map(({ version }) => version))}`,
		`${count(marked, 'line')} marked`,
	);
	const mended = [
		...bring,
		...(kept
			? [
					'What the vendor has added since is not in it: see it from elsewhere, or try again once this host has its network.',
				]
			: []),
	];
	return mended.length > 0
		? { outcome: 'warn', evidence, command, advice: mended.join(' ') }
		: { outcome: 'pass', evidence, command };
});

/** Clauses, what is not met first. */
const versionsInWords = (asked: readonly AskedVersion[]): readonly string[] =>
	[false, true, 'unknown' as const].flatMap((met) =>
		asked.filter((each) => each.met === met).map(({ says }) => (met === false ? `not met: ${says}` : says)),
	);

/** More names than these are told by their number: the notes have them all. */
const manyNames = 6;

function variablesInWords(asked: readonly AskedVariable[]): readonly string[] {
	return [true, false].flatMap((set) => {
		const names = asked.filter((each) => each.set === set).map(({ name }) => name);
		if (names.length === 0) return [];
		const some =
			names.length > manyNames ? [...names.slice(0, manyNames), `${names.length - manyNames} more`] : names;
		return [`${inWords(some)} ${names.length === 1 ? 'is' : 'are'} ${set ? '' : 'not '}set here`];
	});
}
