import { notesBetween } from '../releases/read-changelog.ts';
import { compareVersions, exactVersion } from '../releases/versions.ts';
import { count, inWords } from '../text/list.ts';
import { defineCheck } from './check.ts';
import { hostCommand } from './shown.ts';

export const releaseNotes = defineCheck('release-notes', 'Release notes', ({ facts, target }) => {
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
	const { text, place, command: shown } = facts.changelog.value;
	const versions = facts.releases.ok ? facts.releases.value.versions : [];
	const { sections, missing, refused } = notesBetween(text, place, from, to, [...versions]);
	const isAddress = /^[a-z]+:\/\//i.test(place);
	const command =
		shown ?? (isAddress ? hostCommand('curl', '-fsSL', place) : hostCommand('grep', '-n', '^## ', place));
	if (refused !== undefined)
		return {
			outcome: 'warn',
			evidence: `${place} is not shown: ${refused}`,
			command,
			advice: advice(inWords(missing)),
		};
	if (missing.length > 0) {
		const found =
			sections.length === 0 ? '' : `, only about ${inWords(sections.map(({ version }) => version))}`;
		const evidence = `${place} says nothing about ${inWords(missing)}${found}`;
		return { outcome: 'warn', evidence, command, advice: advice(inWords(missing)) };
	}
	const marked = sections.flatMap(({ lines }) => lines).filter(({ marks }) => marks.length > 0).length;
	const evidence = `${place} has ${inWords(sections.map(({ version }) => version))}; ${count(marked, 'line')} marked`;
	return { outcome: 'pass', evidence, command };
});
