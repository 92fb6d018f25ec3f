import { join } from 'node:path';
import { answerText } from '../../plain/event-lines.ts';
import { pointId } from '../../run/history/collect.ts';
import type { Entry, RunHistory } from '../../run/history/run-history.ts';
import { type Now, standingOf, storyOf, tookOf } from '../../run/history/standing.ts';
import { clock } from '../../text/clock.ts';
import { formatDuration } from '../../text/duration.ts';
import { count, inWords } from '../../text/list.ts';
import type { Document, Section } from './document.ts';

/** All that was done in one run. @param directory of the run */
export function runDocument(history: RunHistory, now: Now, directory: string): Document {
	const { run, app, stack, practice, lockkeepers, began, last, result, waysBack, findings } = history;
	return {
		title: `Run ${run}: ${storyOf(history)}`,
		rows: [
			...(stack === undefined ? [] : [row('Stack', `${app}, ${stack} in ${history.directory}`)]),
			...(practice ? [row('', 'practice stack: no Docker was touched')] : []),
			row('Result', standingOf(history, now)),
			...(now.open === run ? [row('', 'to go on with it: lockkeeper attach')] : []),
			...(began === undefined ? [] : [row('Began', clock(began))]),
			...(last === undefined ? [] : [row('Last event', `${clock(last)}, ${tookOf(history)} later`)]),
			row('Steps took', formatDuration(history.stepsTook)),
			...history.downtime.map((downtime) =>
				row('Down for', `${formatDuration(downtime)}, after the restart began`),
			),
			...history.restorePoints.map(({ path, use }) =>
				row(use === 'taken' ? 'Restore point' : 'Gone back to', `${pointId(path)}, ${path}`),
			),
			...(history.kept.length > 0 ? [row('Kept from before', inWords(history.kept))] : []),
			...(lockkeepers.length > 0 ? [row('Lockkeeper', inWords(lockkeepers))] : []),
			row('Journal', join(directory, 'journal.jsonl')),
			...history.logs.map(({ service, file }) => row(`Log of ${service}`, file)),
			...(history.report === undefined ? [] : [row('Report', history.report)]),
		],
		sections: [
			...(result ? [{ title: 'How it ended', items: result.text }] : []),
			...damage(history),
			...(findings.length > 0 ? [checklist(history)] : []),
			...waysBack.map(({ at, title, ways }) => ({
				title: `Ways back offered at ${clock(at)}: ${title}`,
				items: ways.map(
					({ label, chosen, recommended, unavailable }) =>
						`${label}${recommended ? ' (recommended)' : ''}${chosen ? ' (chosen)' : ''}${unavailable === undefined ? '' : ` (not possible: ${unavailable})`}`,
				),
			})),
			{
				title: 'What was done',
				head: ['time', 'what', 'result', 'took', ''],
				table: history.entries.map(entryCells),
			},
			...(history.leftOut > 0
				? [
						{
							title: 'Left out',
							items: [`${count(history.leftOut, 'further line')} of this kind: see the journal`],
						},
					]
				: []),
		],
	};
}

const row = (label: string, value: string) => [label, value] as const;

function damage({ damaged, damagedLines, problem }: RunHistory): readonly Section[] {
	if (damagedLines === 0 && problem === undefined) return [];
	const more = damagedLines - damaged.length;
	return [
		{
			title: 'What cannot be read',
			items: [
				...(damagedLines > 0
					? [
							`Damaged lines of the journal: ${damaged.join(', ')}${more > 0 ? ` and ${more} more` : ''}. What they said is not guessed.`,
						]
					: []),
				...(problem === undefined ? [] : [`The journal: ${problem}.`]),
			],
		},
	];
}

function checklist({ findings }: RunHistory): Section {
	const hops = new Set(findings.map(({ hop }) => hop)).size;
	return {
		title: 'Checklist',
		items: findings.map(
			({ outcome, title, evidence, hop }) =>
				`${outcome.padEnd(4)} ${hops > 1 ? `hop ${hop}, ` : ''}${title}: ${evidence}`,
		),
	};
}

/** Time, what, result, took, detail. */
function entryCells(entry: Entry): readonly string[] {
	const time = entry.at.slice(11, 19);
	switch (entry.is) {
		case 'plan':
			return [
				time,
				entry.purpose === 'backup'
					? `plan: a restore point of ${entry.from}`
					: `plan: ${entry.purpose} ${entry.from} → ${entry.to}`,
				'',
				'',
				count(entry.steps, 'step'),
			];
		case 'hop':
			return [time, `hop ${entry.number} of ${entry.of}: ${entry.from} → ${entry.to}`, '', '', entry.reason];
		case 'step':
			return [
				time,
				entry.title,
				entry.outcome === 'begun' ? 'begun, no end is told' : entry.outcome,
				entry.took === undefined ? '' : formatDuration(entry.took),
				entry.detail,
			];
		case 'gate':
			return [
				time,
				`? ${entry.title}`,
				entry.answer ? answerText(entry.answer) : 'no answer',
				entry.answeredAt === undefined ? '' : waited(entry.at, entry.answeredAt),
				entry.by === undefined ? '' : `by ${entry.by}`,
			];
		case 'notice':
			return [time, `! ${entry.text.join(' ')}`, '', '', ''];
		case 'resumed':
			return [
				time,
				'opened again',
				'',
				'',
				`${entry.where} The last event before: ${clock(entry.interruptedAt)}`,
			];
		case 'result':
			return [time, 'result', `exit ${entry.exit}`, '', entry.text[0] ?? ''];
		default:
			return entry satisfies never;
	}
}

const waited = (from: string, to: string) => formatDuration(Math.max(0, Date.parse(to) - Date.parse(from)));
