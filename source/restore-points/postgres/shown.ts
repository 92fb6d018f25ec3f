import {
	connectNetwork,
	execute,
	executeIn,
	removeContainer,
	runThrowAway,
	start,
	stop,
} from '../../docker/arguments.ts';
import { quote, type ShownCommand, toShell } from '../../docker/command.ts';
import type { DataKind, ShownPlace, SwapTimes } from '../data-kind.ts';
import { type ExternalServer, libpqEnvironment } from './external-server.ts';
import { besideFiles, filesNames, type LiveFiles } from './live-files.ts';
import { dumpOf } from './load.ts';
import { maintenanceOf } from './maintenance.ts';
import { databaseBesideName, databaseNames, dumpFile, globalsFile } from './names.ts';
import type { DatabasePlace, PostgresPart } from './part.ts';
import { dressDatabase, renameDatabase } from './statements.ts';
import type { Whose } from './with-server.ts';

/** By hand: dump and globals, a proof in a throw-away server, a new database beside, and the swap. */
export const shownPostgres: DataKind<DatabasePlace, PostgresPart>['shown'] = {
	take: (where, place, fileFor) =>
		withClient(where, place, [
			`${exec(where, place, ['pg_dump', '-Fc', '-Z0', '-U', place.user, '-d', place.database])} | zstd -q -o ${quote(fileFor(dumpFile(place.service, place.database)))}`,
			`${exec(where, place, ['pg_dumpall', '--globals-only', ...rolePasswords(place), '-U', place.user, '-d', `dbname=${place.database}`])} | zstd -q -o ${quote(fileFor(globalsFile(place.service)))}`,
		]),
	prove(where, { service, user, database, external }, fileFor, image) {
		const docker = [where.engine.executable, ...where.engine.options].map(quote).join(' ');
		const inProof = `${docker} exec -i lockkeeper-proof`;
		const unpack = (name: string) => `zstd -dcq ${quote(fileFor(name))}`;
		return [
			`${docker} run -d --name lockkeeper-proof --pull never --network none -e POSTGRES_USER=${quote(user)} -e POSTGRES_HOST_AUTH_METHOD=trust ${quote(external?.image ?? image(service))}`,
			`until ${docker} exec lockkeeper-proof pg_isready -q -h 127.0.0.1 -U ${quote(user)}; do sleep 1; done`,
			// It has this user already; the other roles are what counts.
			`${unpack(globalsFile(service))} | ${inProof} psql -X -q -U ${quote(user)} -d postgres`,
			`${docker} exec lockkeeper-proof createdb -U ${quote(user)} -T template0 lockkeeper_proof`,
			`${unpack(dumpFile(service, database))} | ${inProof} pg_restore --exit-on-error -U ${quote(user)} -d lockkeeper_proof`,
			`${docker} rm -f -v lockkeeper-proof`,
		];
	},
	restore(where, path, part, at) {
		const live = where.copies?.[part.service];
		if (live && part.physical) return copyByHand(`${path}/${part.physical.directory}`, live, at);
		const { user, settings } = part;
		const beside = databaseBesideName(part.database, at);
		const provider =
			settings.provider === 'icu' && settings.locale
				? ['--locale-provider=icu', `--icu-locale=${settings.locale}`]
				: [];
		return withClient(where, part, [
			exec(where, part, [
				...['createdb', '-U', user, '-T', 'template0', '-O', settings.owner, '-E', settings.encoding],
				...[`--lc-collate=${settings.collate}`, `--lc-ctype=${settings.ctype}`, ...provider],
				beside,
			]),
			`zstd -dcq ${quote(`${path}/${dumpOf(part).file}`)} | ${exec(where, part, ['pg_restore', '--exit-on-error', '-U', user, '-d', beside])}`,
			...dressDatabase(beside, settings).map((statement) =>
				exec(where, part, ['psql', '-X', '-q', '-U', user, '-d', 'postgres', '-c', statement]),
			),
		]);
	},
	swap(where, part, at) {
		const live = where.copies?.[part.service];
		if (live && part.physical) return swapFilesByHand(where, part.service, live, at);
		const { user, database } = part;
		const { incoming, kept } = databaseNames(part, at);
		const renames = [renameDatabase(database, kept), renameDatabase(incoming, database)];
		return withClient(where, part, [
			exec(where, part, [
				...['psql', '-X', '-q', '-1', '-v', 'ON_ERROR_STOP=1', '-U', user, '-d', maintenanceOf(database)],
				...renames.flatMap((statement) => ['-c', statement]),
			]),
		]);
	},
};

const copyByHand = (copy: string, live: LiveFiles, at: Date): readonly ShownCommand[] => {
	const beside = quote(besideFiles(live, at));
	return [
		`cp -a --reflink=auto -- ${quote(copy)} ${beside}`,
		`chown -R -h ${live.uid}:${live.gid} -- ${beside} && chmod 0700 -- ${beside}`,
		`sync -f ${beside}`,
	];
};

const swapFilesByHand = (
	{ engine, project }: ShownPlace,
	service: string,
	live: LiveFiles,
	at: SwapTimes,
): readonly ShownCommand[] => {
	const { incoming, kept } = filesNames(live, at);
	return [
		toShell(stop(engine, project, [service])),
		`mv -T -- ${quote(live.path)} ${quote(kept)}`,
		`mv -T -- ${quote(incoming)} ${quote(live.path)}`,
		toShell(start(engine, project, [service])),
	];
};

/** A program where the server is reached from: in its service, or in the client that `withClient` starts. */
function exec(where: ShownPlace, whose: Whose, argv: readonly string[]): ShownCommand {
	const { engine, project } = where;
	return toShell(
		reachedByClient(where, whose)
			? executeIn(engine, client, argv, ['PGPASSWORD'])
			: execute(engine, project, whose.service, argv),
	);
}

/** Around commands for a server outside of the stack: a client in the networks of the app, removed at the end. */
function withClient(
	where: ShownPlace,
	whose: Whose,
	commands: readonly ShownCommand[],
): readonly ShownCommand[] {
	const external = reachedByClient(where, whose);
	if (!external) return commands;
	const { engine } = where;
	const { image, hosts, networks, name } = external;
	const [network, ...others] = networks;
	const environment = libpqEnvironment(external);
	const options = { image, name: client, labels: {}, network, hosts, environment, entrypoint: 'sleep' };
	return [
		// The password is the operator's to give: it stands in no command. Without it this line says so, and ends.
		`: "\${PGPASSWORD:?export it first, the password of ${whose.user} on ${name}}"`,
		toShell(runThrowAway(engine, options, ['86400'])),
		...others.map((other) => toShell(connectNetwork(engine, other, client))),
		...commands,
		toShell(removeContainer(engine, client)),
	];
}

/** Only a superuser may read the roles' passwords, and of a server outside of the stack one is seldom given. */
const rolePasswords = ({ external }: DatabasePlace): readonly string[] =>
	external ? ['--no-role-passwords'] : [];

/** Name of the client by hand. */
const client = 'lockkeeper-client';

const reachedByClient = ({ servers }: ShownPlace, whose: Whose): ExternalServer | undefined =>
	'external' in whose ? whose.external : 'outside' in whose ? servers?.(whose.service) : undefined;
