import type { Flavour, Programs } from './arguments.ts';
import type { MariadbPart } from './part.ts';
import type { Account, Column } from './statements.ts';

/** Reads what the client prints for the statements in `statements.ts`. */

/** Of `findPrograms`. @returns the newer names where both are there; undefined when one is missing */
export function parsePrograms(lines: readonly string[]): Programs | undefined {
	const first = (pattern: RegExp) => lines.map((line) => line.trim()).find((line) => pattern.test(line));
	const client = first(/(^|\/)mariadb$/) ?? first(/(^|\/)mysql$/);
	const dump = first(/(^|\/)mariadb-dump$/) ?? first(/(^|\/)mysqldump$/);
	return client && dump ? { client, dump } : undefined;
}

export const flavourOf = (version: string): Flavour => (/mariadb/i.test(version) ? 'mariadb' : 'mysql');

/** `rows|digest|inexact`. */
export function parseCount(line: string): { rows: number; digest: string; inexact: number } {
	const found = /^(\d+)\|(\d+)\|(\d+)$/.exec(line);
	if (!found?.[1] || !found[2] || !found[3])
		throw new Error(`Expected a row count, a digest and a number from the server, got: ${line}`);
	return { rows: Number(found[1]), digest: found[2], inexact: Number(found[3]) };
}

/** A table or sequence as `listTables` tells it. */
export type ListedTable = { readonly name: string; readonly type: string; readonly engine: string | null };
export const parseTables = (lines: readonly string[]): readonly ListedTable[] =>
	lines.map((line) => JSON.parse(line));
export const parseColumns = (lines: readonly string[]): readonly Column[] =>
	lines.map((line) => JSON.parse(line));
export const parseSettings = (line: string): MariadbPart['settings'] => JSON.parse(line);
export const parseObjects = (line: string): Record<string, number> => JSON.parse(line);
export const parseUsers = (lines: readonly string[]): readonly Account[] =>
	lines.map((line) => JSON.parse(line));
export const parseNames = (lines: readonly string[]): readonly string[] =>
	lines.map((line) => String(JSON.parse(line)));
export const parseSessions = (
	lines: readonly string[],
): readonly { id: number; user: string; host: string }[] => lines.map((line) => JSON.parse(line));

/** Engines whose tables a dump sees at one moment. */
const transactional = /^(innodb|rocksdb|tokudb)$/i;
/** True for what a snapshot does not hold still: MyISAM, Aria, MEMORY, and sequences. */
export const isUnsteady = ({ engine, type }: ListedTable): boolean =>
	type === 'SEQUENCE' || !transactional.test(engine ?? '');

/** Number and line of each error: nothing of the statement. */
export const errorNumbers = (stderr: string): readonly string[] =>
	[...stderr.matchAll(/^ERROR (\d+) \(\w+\) at line (\d+)/gm)].map(
		([, number, line]) => `error ${number} at line ${line}`,
	);

/**
 * Rights without which a server hides views, triggers and events, and with them the dump is silently without them.
 * @param grants lines of `SHOW GRANTS`
 * @returns those that are not seen there for this database; rights that come with a role count as not seen
 */
export function missingRights(grants: readonly string[], database: string): readonly string[] {
	const here = grants.flatMap((line) => {
		const found = /^GRANT (.*) ON (?:(\*)|`((?:[^`]|``)*)`)\.\* TO /.exec(line);
		const name = found?.[3]?.replaceAll('``', '`').replaceAll(/\\([_%])/g, '$1');
		return found?.[1] !== undefined && (found[2] === '*' || name === database || name === '%')
			? found[1].split(', ')
			: [];
	});
	if (here.some((right) => right === 'ALL PRIVILEGES' || right === 'ALL')) return [];
	return ['EVENT', 'SHOW VIEW', 'TRIGGER'].filter((right) => !here.includes(right));
}
