import { quote } from '../../docker/command.ts';
import type { RunHistory } from '../../run/history/run-history.ts';
import { isDamaged, type Now, standingOf, storyOf, tookOf } from '../../run/history/standing.ts';
import { clock } from '../../text/clock.ts';
import type { Document } from './document.ts';

/** All runs of a stack. @param histories oldest first @param runs the directory they lie in */
export function listDocument(
	histories: readonly RunHistory[],
	now: Now,
	stack: { readonly directory: string; readonly runs: string },
): Document {
	const name = histories.findLast((history) => history.stack !== undefined)?.stack;
	const damaged = histories.filter(isDamaged).length;
	const at = `--stack ${quote(stack.directory)}`;
	return {
		title: `${name ?? stack.directory}: runs in ${stack.runs}, newest first`,
		rows: [],
		sections: [
			histories.length === 0
				? { title: 'None yet', items: [`to begin one: lockkeeper ${at}`] }
				: {
						title: 'Runs',
						head: ['began', 'run', 'what', 'result', 'took', ''],
						told: true as const,
						table: histories.toReversed().map((history) => runCells(history, now)),
					},
			...(now.open === undefined
				? []
				: [{ title: 'Interrupted', items: [`${now.open}; to go on with it: lockkeeper attach ${at}`] }]),
			...(histories.length === 0
				? []
				: [
						{
							title: 'More',
							items: [
								`all that was done in one: lockkeeper history ${histories.at(-1)?.run ?? 'newest'} ${at}`,
								...(damaged > 0 ? ['What a damaged journal still tells is shown by its id as well.'] : []),
							],
						},
					]),
		],
	};
}

const runCells = (history: RunHistory, now: Now) => [
	history.began === undefined ? 'not known' : clock(history.began),
	history.run,
	storyOf(history),
	standingOf(history, now),
	tookOf(history),
	history.result?.text[0] ?? '',
];
