import { formatBytes } from '../../text/bytes.ts';
import { count, inWords } from '../../text/list.ts';
import type { PhysicalCopy, PostgresPart, TableContent } from './part.ts';

/** What a saved database holds, for people: every table with its rows, and the physical copy or why there is none. */
export const describePostgres = (part: PostgresPart): readonly string[] => [
	`PostgreSQL ${part.server}, ${part.outside ? `on ${part.service}, outside of the stack` : `service ${part.service}`}, user ${part.user}, owner ${part.settings.owner}`,
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

function physicalLine({ physical, withoutPhysical, tables }: PostgresPart): string {
	if (!physical) return `no physical copy: ${withoutPhysical ?? 'none was wanted'}`;
	const size = `${count(physical.files, 'file')}, ${formatBytes(physical.bytes)}`;
	return `physical copy in ${physical.directory}: ${size}; ${beside(physical, tables)}`;
}

function beside({ writesAfterDump, ...physical }: PhysicalCopy, tables: readonly TableContent[]): string {
	const known = physical.tables?.filter(({ name }) => !physical.unlogged.includes(name));
	const same =
		known?.every((copied) =>
			tables.some(
				({ name, rows, digest }) => name === copied.name && rows === copied.rows && digest === copied.digest,
			),
		) ?? writesAfterDump === 0;
	if (same) return 'the same rows as the dump';
	return writesAfterDump === undefined
		? 'whether it holds the rows of the dump is not known'
		: `up to ${count(writesAfterDump, 'transaction')} wrote between dump and copy`;
}

/** What is missing beside the rows. */
export const postgresWarnings = (part: PostgresPart): readonly string[] =>
	part.withoutGlobals === undefined
		? []
		: [`database ${part.database}: saved without roles and globals: ${part.withoutGlobals}.`];
