import type { DataKind } from '../data-kind.ts';
import type { MariadbPart, MariadbPlace } from './part.ts';
import { proveMariadb } from './prove.ts';
import { restoreDatabaseBeside } from './restore.ts';
import { shownMariadb } from './shown.ts';
import { swapTables } from './swap.ts';
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
