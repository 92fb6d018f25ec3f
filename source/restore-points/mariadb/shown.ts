import { execute } from '../../docker/arguments.ts';
import { quote, type ShownCommand, toShell } from '../../docker/command.ts';
import type { DataKind, ShownPlace } from '../data-kind.ts';
import { dumpOf } from './load.ts';
import { databaseBesideName, databaseKeptName, dumpFile } from './names.ts';
import type { MariadbPart, MariadbPlace } from './part.ts';
import { createDatabase, identifier, moveTables } from './statements.ts';

/** By hand: the dump, a proof in a throw-away server, a new database beside, and the swap. */
export const shownMariadb: DataKind<MariadbPlace, MariadbPart>['shown'] = {
	take: (where, place, fileFor) => [
		`${inService(where, place, dumpProgram, [...dumpOptions(place.user), place.database])} | zstd -q -o ${quote(fileFor(dumpFile(place.service, place.database)))}`,
	],
	prove(where, { service, database }, fileFor, image) {
		const docker = [where.engine.executable, ...where.engine.options].map(quote).join(' ');
		const client = 'exec "$(command -v mariadb || command -v mysql)" --host=localhost --user=root "$@"';
		const ask = (...argv: readonly string[]) =>
			`${docker} exec -i lockkeeper-proof sh -c ${quote(client)} sh ${argv.map(quote).join(' ')}`;
		return [
			`${docker} run -d --name lockkeeper-proof --pull never --network none -e MARIADB_ALLOW_EMPTY_ROOT_PASSWORD=1 -e MYSQL_ALLOW_EMPTY_PASSWORD=1 ${quote(image(service))} --max-allowed-packet=1G`,
			`until ${ask('-N', '-e', 'SELECT @@skip_networking')} 2>/dev/null | grep -q 0; do sleep 1; done`,
			ask('-e', `CREATE DATABASE ${identifier(database)}`),
			`zstd -dcq ${quote(fileFor(dumpFile(service, database)))} | ${ask('--binary-mode', '--default-character-set=utf8mb4', `--database=${database}`)}`,
			`${docker} rm -f -v lockkeeper-proof`,
		];
	},
	restore(where, path, part, at) {
		const beside = databaseBesideName(part.database, at);
		const load = [`--user=${part.user}`, '--binary-mode', '--default-character-set=utf8mb4'];
		return [
			sql(where, part, createDatabase(beside, part.settings)),
			`zstd -dcq ${quote(`${path}/${dumpOf(part).file}`)} | ${inService(where, part, clientProgram, [...load, `--database=${beside}`])}`,
		];
	},
	swap(where, part, { at }) {
		const names = {
			live: part.database,
			beside: databaseBesideName(part.database, at),
			kept: databaseKeptName(part.database, at),
		};
		const moves = part.tables.flatMap(({ name }) => [
			{ table: name, from: names.live, to: names.kept },
			{ table: name, from: names.beside, to: names.live },
		]);
		return [sql(where, part, createDatabase(names.kept, part.settings)), sql(where, part, moveTables(moves))];
	},
};

const clientProgram = 'mariadb || command -v mysql';
const dumpProgram = 'mariadb-dump || command -v mysqldump';

const dumpOptions = (user: string): readonly string[] => [
	`--user=${user}`,
	...['--single-transaction', '--quick', '--routines', '--triggers', '--events', '--hex-blob'],
	...['--default-character-set=utf8mb4', '--no-tablespaces', '--skip-add-drop-table'],
];

const sql = (where: ShownPlace, part: MariadbPart, statement: string): ShownCommand =>
	inService(where, part, clientProgram, [`--user=${part.user}`, '-e', statement]);

/** The container's own shell puts its own variable in the place of a password: none stands here. */
function inService(
	{ engine, project }: ShownPlace,
	{ service, passwordVariable }: Pick<MariadbPlace, 'service' | 'passwordVariable'>,
	program: string,
	argv: readonly string[],
): ShownCommand {
	const password =
		passwordVariable === undefined
			? ''
			: `MYSQL_PWD="\${${passwordVariable}:-$(cat "\${${passwordVariable}_FILE:-/dev/null}")}" `;
	const script = `${password}exec "$(command -v ${program})" --host=localhost "$@"`;
	return toShell(execute(engine, project, service, ['sh', '-c', script, 'sh', ...argv]));
}
