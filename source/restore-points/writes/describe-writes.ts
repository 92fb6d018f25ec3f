import { clock } from '../../text/clock.ts';
import { count, inWords } from '../../text/list.ts';
import { hasWrites, type Losses, type TableWrites, type Writes } from './writes.ts';

/** What would be lost, in one sentence for a step: the tables with most writes first, at most three of them. */
export function lossesSentence({ since, until, parts }: Losses): string {
	const clauses = parts.flatMap(({ label, writes }) => {
		switch (writes.of) {
			case 'tables': {
				const [first, ...more] = busiest(writes.tables.filter(hasWrites));
				if (!first) return [];
				const shown = [first, ...more.slice(0, 2)].map(tableClause).join('; ');
				const rest = more.length - 2;
				return [rest > 0 ? `${shown}; ${count(rest, 'more table')}` : shown];
			}
			case 'files':
				return filesClause(writes) ?? [];
			case 'not compared':
				return [`${label} was not compared`];
			default:
				return writes satisfies never;
		}
	});
	return `from ${clock(since)} to ${clock(until)}: ${clauses.join('; ') || 'nothing was written'}`;
}

/** The same in full, a line each, for the question before it is lost. */
export function lossesLines({ since, until, parts }: Losses): readonly string[] {
	const lines = parts.flatMap(({ label, writes }) => partLines(label, writes));
	return [
		`Written from ${clock(since)} to ${clock(until)}, and not served after this:`,
		...(lines.length > 0 ? lines : ['nothing: all that was compared is as it was saved.']),
		...(parts.some(({ writes }) => writes.of === 'tables' && writes.tables.some(hasWrites))
			? ['What the failed version’s own migration wrote is counted as well.']
			: []),
		'What is written between that look and the stop of the app is not among these figures; the report says whether there was any.',
	];
}

function partLines(label: string, writes: Writes): readonly string[] {
	switch (writes.of) {
		case 'tables': {
			const written = busiest(writes.tables.filter(hasWrites)).map(
				(table) => `${label}, ${tableClause(table)}${columnsNote(table)}`,
			);
			const altered = writes.tables.filter((table) => !hasWrites(table) && table.leftOut);
			return [
				...written,
				...(altered.length > 0
					? [
							`${label}, as they were but for columns that only one side has or whose type changed: ${inWords(altered.map(({ name, leftOut = [] }) => `${name} (${leftOut.join(', ')})`))}`,
						]
					: []),
			];
		}
		case 'files': {
			const clause = filesClause(writes);
			return clause === undefined ? [] : [`${label}: ${clause}`];
		}
		case 'not compared':
			return [`${label} was not compared: ${writes.why}. What was written there is not known.`];
		default:
			return writes satisfies never;
	}
}

function tableClause(table: TableWrites): string {
	const { name } = table;
	switch (table.told) {
		case 'rows':
			return `${name}: ${inWords(
				[
					...(table.new > 0 ? [`${count(table.new, 'row')} new`] : []),
					...(table.changed > 0 ? [`${table.changed} changed`] : []),
					...(table.deleted > 0 ? [`${table.deleted} deleted`] : []),
				],
				'and',
			)}`;
		case 'number':
			return table.saved === table.now
				? `${name}: some of its rows differ (${table.now}); it has no key to tell which`
				: `${name}: ${count(table.now, 'row')}, ${table.saved} in the restore point; it has no key to tell which`;
		case 'only now':
			return `${name}: ${count(table.rows, 'row')}, a table that the restore point does not have`;
		case 'only saved':
			return `${name}: gone now, ${count(table.rows, 'row')} in the restore point`;
		default:
			return table satisfies never;
	}
}

const columnsNote = ({ leftOut }: TableWrites): string =>
	leftOut
		? ` (without ${count(leftOut.length, 'column')} that only one side has or whose type changed: ${leftOut.join(', ')})`
		: '';

function filesClause(writes: Extract<Writes, { of: 'files' }>): string | undefined {
	const parts = [
		...(writes.new > 0 ? [`${count(writes.new, 'file')} new`] : []),
		...(writes.changed > 0 ? [`${count(writes.changed, 'file')} changed`] : []),
		...(writes.removed > 0 ? [`${count(writes.removed, 'file')} removed`] : []),
	];
	return parts.length > 0 ? inWords(parts) : undefined;
}

const busiest = (tables: readonly TableWrites[]): readonly TableWrites[] =>
	[...tables].sort((a, b) => amountOf(b) - amountOf(a));

const amountOf = (table: TableWrites): number =>
	table.told === 'rows'
		? table.new + table.changed + table.deleted
		: table.told === 'number'
			? Math.max(1, Math.abs(table.now - table.saved))
			: table.rows;
