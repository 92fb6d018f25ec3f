import { inWords } from '../../text/list.ts';

/** What to do with the restore points, as the words after `restore-points` say it. */
export type PointsAction =
	| { readonly action: 'list' }
	/** `kept`: name of the state that a way back has kept; without it what the retention does not keep. */
	| { readonly action: 'prune'; readonly kept?: string }
	/** `point`: an id, the beginning of one, or `newest`. */
	| { readonly action: 'show' | 'prove'; readonly point: string }
	| { readonly action: 'export'; readonly point: string; readonly to: string }
	/** Without `to` it goes where `offHost` of lockkeeper.yaml says. */
	| { readonly action: 'copy'; readonly point: string; readonly to: string | undefined }
	/** Without `from` it comes from where `offHost` says. */
	| { readonly action: 'fetch'; readonly point: string; readonly from: string | undefined };

const actions = ['list', 'show', 'prove', 'prune', 'export', 'copy', 'fetch'] as const;
type Action = (typeof actions)[number];

/** Reads the words after `restore-points`. @param to value of `--to`, @param from value of `--from` */
export function readPointsWords(
	[action = 'list', point, ...rest]: readonly string[],
	to: string | undefined,
	from?: string,
): PointsAction | { readonly problem: string } {
	if (!isAction(action))
		return { problem: `Expected ${inWords(actions, 'or')} after restore-points, got “${action}”.` };
	const after = `restore-points ${action}`;
	if (to !== undefined && action !== 'export' && action !== 'copy')
		return { problem: `--to goes with restore-points export and copy only, got it with ${action}.` };
	if (from !== undefined && action !== 'fetch')
		return { problem: `--from goes with restore-points fetch only, got it with ${action}.` };
	if (action === 'prune' && rest.length === 0)
		return point === undefined ? { action } : { action, kept: point };
	if (action === 'prune')
		return {
			problem: `Expected one name of a kept state after ${after}, got “${[point, ...rest].join(' ')}”.`,
		};
	if (action === 'list')
		return point === undefined
			? { action }
			: {
					problem: `Expected nothing after ${after} but options, got “${[point, ...rest].join(' ')}”.`,
				};
	if (point === undefined || point === '')
		return {
			problem: `Expected the id of a restore point, its beginning, or “newest” after ${after}, got nothing.`,
		};
	if (rest.length > 0)
		return { problem: `Expected one restore point after ${after}, got “${[point, ...rest].join(' ')}”.` };
	if (action === 'fetch') return { action, point, from };
	if (action === 'copy') return { action, point, to };
	if (action !== 'export') return { action, point };
	return to === undefined || to === ''
		? {
				problem: `Expected a directory to export to: lockkeeper restore-points export ${point} --to DIR`,
			}
		: { action, point, to };
}

const isAction = (word: string): word is Action => (actions as readonly string[]).includes(word);
