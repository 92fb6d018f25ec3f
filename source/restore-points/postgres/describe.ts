import { formatBytes } from '../../text/bytes.ts';
import { count, inWords } from '../../text/list.ts';
import type { PostgresPart } from './part.ts';

/** What a saved database holds, for people: every table with its rows, and the physical copy or why there is none. */
export const describePostgres = (part: PostgresPart): readonly string[] => [
	`PostgreSQL ${part.server}, service ${part.service}, user ${part.user}, owner ${part.settings.owner}`,
	`${count(part.tables.length, 'table')}, ${part.tables.reduce((sum, { rows }) => sum + rows, 0)} rows`,
	...part.tables.map(({ name, rows }) => `  ${name}  ${count(rows, 'row')}`),
	...(Object.keys(part.objects).length > 0
		? [
				`objects: ${Object.entries(part.objects)
					.map(([kind, number]) => `${number} ${kind}`)
					.join(', ')}`,
			]
		: []),
	...(part.roles.length > 0 ? [`roles besides: ${inWords(part.roles)}`] : []),
	physicalLine(part),
];

function physicalLine({ physical, withoutPhysical }: PostgresPart): string {
	if (!physical) return `no physical copy: ${withoutPhysical ?? 'none was wanted'}`;
	const size = `${count(physical.files, 'file')}, ${formatBytes(physical.bytes)}`;
	return `physical copy in ${physical.directory}: ${size}; ${beside(physical.writesAfterDump)}`;
}

function beside(wrote: number | undefined): string {
	if (wrote === undefined) return 'whether it holds the rows of the dump is not known';
	return wrote === 0
		? 'the same rows as the dump'
		: `up to ${count(wrote, 'transaction')} wrote between dump and copy`;
}

/** What is missing beside the rows. */
export const postgresWarnings = (part: PostgresPart): readonly string[] =>
	part.withoutGlobals === undefined
		? []
		: [`database ${part.database}: saved without roles and globals: ${part.withoutGlobals}.`];
