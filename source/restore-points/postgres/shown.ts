import { execute } from '../../docker/arguments.ts';
import { quote, type ShownCommand, toShell } from '../../docker/command.ts';
import type { DataKind, ShownPlace } from '../data-kind.ts';
import { dumpOf } from './load.ts';
import { maintenanceOf } from './maintenance.ts';
import { databaseBesideName, databaseKeptName, dumpFile, globalsFile } from './names.ts';
import type { DatabasePlace, PostgresPart } from './part.ts';
import { dressDatabase, renameDatabase } from './statements.ts';

/** By hand: dump and globals, a proof in a throw-away server, a new database beside, and the swap. */
export const shownPostgres: DataKind<DatabasePlace, PostgresPart>['shown'] = {
	take: (where, { service, user, database }, fileFor) => [
		`${exec(where, service, ['pg_dump', '-Fc', '-Z0', '-U', user, '-d', database])} | zstd -q -o ${quote(fileFor(dumpFile(service, database)))}`,
		`${exec(where, service, ['pg_dumpall', '--globals-only', '-U', user, '-d', `dbname=${database}`])} | zstd -q -o ${quote(fileFor(globalsFile(service)))}`,
	],
	prove(where, { service, user, database }, fileFor, image) {
		const docker = [where.engine.executable, ...where.engine.options].map(quote).join(' ');
		const inProof = `${docker} exec -i lockkeeper-proof`;
		const unpack = (name: string) => `zstd -dcq ${quote(fileFor(name))}`;
		return [
			`${docker} run -d --name lockkeeper-proof --pull never --network none -e POSTGRES_USER=${quote(user)} -e POSTGRES_HOST_AUTH_METHOD=trust ${quote(image(service))}`,
			`until ${docker} exec lockkeeper-proof pg_isready -q -h 127.0.0.1 -U ${quote(user)}; do sleep 1; done`,
			// It has this user already; the other roles are what counts.
			`${unpack(globalsFile(service))} | ${inProof} psql -X -q -U ${quote(user)} -d postgres`,
			`${docker} exec lockkeeper-proof createdb -U ${quote(user)} -T template0 lockkeeper_proof`,
			`${unpack(dumpFile(service, database))} | ${inProof} pg_restore --exit-on-error -U ${quote(user)} -d lockkeeper_proof`,
			`${docker} rm -f -v lockkeeper-proof`,
		];
	},
	restore(where, path, part, at) {
		const { service, user, settings } = part;
		const beside = databaseBesideName(part.database, at);
		const provider =
			settings.provider === 'icu' && settings.locale
				? ['--locale-provider=icu', `--icu-locale=${settings.locale}`]
				: [];
		return [
			exec(where, service, [
				...['createdb', '-U', user, '-T', 'template0', '-O', settings.owner, '-E', settings.encoding],
				...[`--lc-collate=${settings.collate}`, `--lc-ctype=${settings.ctype}`, ...provider],
				beside,
			]),
			`zstd -dcq ${quote(`${path}/${dumpOf(part).file}`)} | ${exec(where, service, ['pg_restore', '--exit-on-error', '-U', user, '-d', beside])}`,
			...dressDatabase(beside, settings).map((statement) =>
				exec(where, service, ['psql', '-X', '-q', '-U', user, '-d', 'postgres', '-c', statement]),
			),
		];
	},
	swap(where, { service, user, database }, at) {
		const renames = [
			renameDatabase(database, databaseKeptName(database, at)),
			renameDatabase(databaseBesideName(database, at), database),
		];
		return [
			exec(where, service, [
				...['psql', '-X', '-q', '-1', '-v', 'ON_ERROR_STOP=1', '-U', user, '-d', maintenanceOf(database)],
				...renames.flatMap((statement) => ['-c', statement]),
			]),
		];
	},
};

const exec = ({ engine, project }: ShownPlace, service: string, argv: readonly string[]): ShownCommand =>
	toShell(execute(engine, project, service, argv));
