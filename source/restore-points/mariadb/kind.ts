import { OperatorError } from '../../host/errors.ts';
import { inWords } from '../../text/list.ts';
import type { DataKind, SwapTimes } from '../data-kind.ts';
import { databaseBesideName, databaseKeptName } from './names.ts';
import type { MariadbPart, MariadbPlace } from './part.ts';
import { proveMariadb } from './prove.ts';
import { immovable, isDatabase, removeDatabase, restoreDatabaseBeside } from './restore.ts';
import { shownMariadb } from './shown.ts';
import { demandTablesReady, swapTables } from './swap.ts';
import { endLeftoverSessions, takeMariadb } from './take.ts';

/** The upgrade may have made tables that the restore point does not name. */
const cannotComeBack = ({ database }: MariadbPart) =>
	`the tables kept of database ${database} are moved back by hand only`;

function timeOf(part: MariadbPart, { at, undoes }: SwapTimes): Date {
	if (undoes === undefined) return at;
	throw new OperatorError(`${cannotComeBack(part)}.`, { exit: 3, advice: ['Nothing was moved.'] });
}

/** A MariaDB or MySQL database in a container of the stack. */
export const mariadbKind: DataKind<MariadbPlace, MariadbPart> = {
	label: ({ database }) => `database ${database}`,
	take: takeMariadb,
	prove: proveMariadb,
	endLeftoverSessions,
	async restoreBeside(context, { path }, part, at) {
		const { took, beside } = await restoreDatabaseBeside(context, path, part, at);
		return { took, made: [beside] };
	},
	unrestorable({ database, objects }) {
		const found = immovable.filter((kind) => (objects[kind] ?? 0) > 0);
		if (found.length === 0) return undefined;
		return `database ${database} has ${inWords(found)}, and the server can move tables alone from one database to another: its dump is for a new, empty server`;
	},
	removeBeside: (context, part, at) => removeDatabase(context, part, databaseBesideName(part.database, at)),
	demandReady: (context, part, times) => demandTablesReady(context, part, timeOf(part, times)),
	async swap(context, part, times) {
		return [`database ${await swapTables(context, part, timeOf(part, times))}`];
	},
	async kept(context, part, at) {
		const name = databaseKeptName(part.database, at);
		const isThere = await isDatabase(context, part, name);
		return { name: `database ${name}`, isThere, stuck: cannotComeBack(part) };
	},
	async removeKept(context, part, at) {
		await removeDatabase(context, part, databaseKeptName(part.database, at));
	},
	warnings: (part) => [
		...(part.written.length === 0
			? []
			: [
					`Database ${part.database}: ${part.written.join(', ')} were written to while the dump began; what they held is known after a proof only.`,
				]),
		...part.warnings.map((warning) => `Database ${part.database}: ${warning}.`),
		...(part.withoutUsers === undefined
			? []
			: [`Database ${part.database} is saved without users and rights: ${part.withoutUsers}.`]),
	],
	shown: shownMariadb,
};
