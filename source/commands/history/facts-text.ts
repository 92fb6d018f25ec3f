import process from 'node:process';
import { lockkeeperVersion } from '../../host/lockkeeper-version.ts';
import type { RunHistory } from '../../run/history/run-history.ts';
import { printable } from '../../text/printable.ts';

/** Versions, and what the survey found, for a bug report. */
export function factsText({ facts, lockkeepers }: RunHistory): string {
	return [
		`Lockkeeper ${lockkeeperVersion}; the run was written by ${lockkeepers.join(', then ') || 'an unknown one'}`,
		`Node ${process.version} on ${process.platform} ${process.arch}, now`,
		'',
		'What the survey of the run found last',
		...facts.map(({ label, id, value, problem }) => {
			const said = problem === undefined ? (value ?? 'not told') : `could not be told: ${problem}`;
			return `${label || id}: ${said}`;
		}),
		'',
	]
		.map(printable)
		.join('\n');
}
