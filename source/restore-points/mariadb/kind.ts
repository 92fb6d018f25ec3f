import { inWords } from '../../text/list.ts';
import type { DataKind } from '../data-kind.ts';
import type { MariadbPart, MariadbPlace } from './part.ts';
import { proveMariadb } from './prove.ts';
import { immovable, removeDatabaseBeside, restoreDatabaseBeside } from './restore.ts';
import { shownMariadb } from './shown.ts';
import { demandTablesReady, swapTables } from './swap.ts';
import { takeMariadb } from './take.ts';

/** A MariaDB or MySQL database in a container of the stack. */
export const mariadbKind: DataKind<MariadbPlace, MariadbPart> = {
	label: ({ database }) => `database ${database}`,
	take: takeMariadb,
	prove: proveMariadb,
	async restoreBeside(context, { path }, part, at) {
		const { took, beside } = await restoreDatabaseBeside(context, path, part, at);
		return { took, made: [beside] };
	},
	unrestorable({ database, objects }) {
		const found = immovable.filter((kind) => (objects[kind] ?? 0) > 0);
		if (found.length === 0) return undefined;
		return `database ${database} has ${inWords(found)}, and the server can move tables alone from one database to another: its dump is for a new, empty server`;
	},
	removeBeside: removeDatabaseBeside,
	demandReady: demandTablesReady,
	async swap(context, part, at) {
		return [`database ${await swapTables(context, part, at)}`];
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
