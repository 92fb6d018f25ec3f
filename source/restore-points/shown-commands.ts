import { type ComposeProject, execute } from '../docker/arguments.ts';
import { quote, type ShownCommand, toShell } from '../docker/command.ts';
import type { Engine } from '../docker/engine.ts';
import type { DatabasePlace, DirectoryPlace } from './context.ts';
import { maintenanceOf } from './maintenance.ts';
import type { Manifest } from './manifest.ts';
import { archiveFile, copyFile, distinct, dumpFile, ownPrefix, restorePointId } from './names.ts';
import { createRole, type DatabaseSettings, dressDatabase, renameDatabase } from './postgres-statements.ts';

/** What the plan shows: pipelines that an operator can paste into a shell in the stack's directory. */

type Place = { readonly engine: Engine; readonly project: ComposeProject };

/** Commands that take the same restore point by hand, without its proof. */
export function shownCommands(
	place: Place,
	wanted: {
		readonly backups: string;
		readonly version: string;
		readonly now: Date;
		readonly databases: readonly DatabasePlace[];
		readonly directories: readonly DirectoryPlace[];
		readonly files: readonly string[];
	},
): readonly ShownCommand[] {
	const directory = `${wanted.backups}/${restorePointId(wanted.now, wanted.version)}`;
	const names = new Set<string>();
	const inside = (name: string) => {
		const free = distinct(name, names);
		names.add(free);
		return quote(`${directory}/${free}`);
	};
	return [
		`(umask 077 && mkdir -p ${quote(wanted.files.length > 0 ? `${directory}/files` : directory)})`,
		...wanted.files.map((file) => `install -m 600 ${quote(file)} ${inside(copyFile(file))}`),
		...wanted.databases.map(
			(entry) =>
				`${exec(place, entry.service, ['pg_dump', '-U', entry.user, '-d', entry.database])} | zstd -q -o ${inside(dumpFile(entry.service, entry.database))}`,
		),
		...wanted.directories.map((entry) => {
			const except = [...entry.except.map(globbed), `${ownPrefix}*`]
				.map((name) => quote(`--exclude=./${name}`))
				.join(' ');
			return `tar --create --numeric-owner --sparse --xattrs --acls --one-file-system --anchored ${except} -C ${quote(entry.path)} . | zstd -q -o ${inside(archiveFile(entry.path))}`;
		}),
	];
}

/** Commands that prove a dump by hand: load it into a throw-away server of the same image. */
export function shownProofCommands(
	place: Place,
	path: string,
	entry: Pick<Manifest['databases'][number], 'file' | 'user' | 'roles'>,
	image: string,
): readonly ShownCommand[] {
	const docker = [place.engine.executable, ...place.engine.options].map(quote).join(' ');
	const user = quote(entry.user);
	return [
		`${docker} run -d --name lockkeeper-proof --pull never --network none -e POSTGRES_USER=${user} -e POSTGRES_HOST_AUTH_METHOD=trust ${quote(image)}`,
		`until ${docker} exec lockkeeper-proof pg_isready -q -h 127.0.0.1 -U ${user}; do sleep 1; done`,
		...(entry.roles ?? []).map(
			(role) =>
				`${docker} exec lockkeeper-proof psql -X -q -U ${user} -d postgres -c ${quote(createRole(role))}`,
		),
		`${docker} exec lockkeeper-proof createdb -U ${user} -T template0 lockkeeper_proof`,
		`zstd -dcq ${quote(`${path}/${entry.file}`)} | ${docker} exec -i lockkeeper-proof psql -X -q -v ON_ERROR_STOP=1 -U ${user} -d lockkeeper_proof`,
		`${docker} rm -f -v lockkeeper-proof`,
	];
}

/** Commands that load a dump into a new database beside the live one. */
export function shownDatabaseRestore(
	place: Place,
	path: string,
	entry: Pick<Manifest['databases'][number], 'file' | 'service' | 'user'> & {
		readonly settings?: DatabaseSettings | undefined;
	},
	asDatabase: string,
): readonly ShownCommand[] {
	const like = entry.settings;
	const settings = like
		? ['-O', like.owner, '-E', like.encoding, `--lc-collate=${like.collate}`, `--lc-ctype=${like.ctype}`]
		: [];
	const provider =
		like?.provider === 'icu' && like.locale ? ['--locale-provider=icu', `--icu-locale=${like.locale}`] : [];
	return [
		exec(place, entry.service, [
			'createdb',
			'-U',
			entry.user,
			'-T',
			'template0',
			...settings,
			...provider,
			asDatabase,
		]),
		`zstd -dcq ${quote(`${path}/${entry.file}`)} | ${exec(place, entry.service, ['psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-U', entry.user, '-d', asDatabase])}`,
		...(like ? dressDatabase(asDatabase, like) : []).map((statement) =>
			exec(place, entry.service, ['psql', '-X', '-q', '-U', entry.user, '-d', 'postgres', '-c', statement]),
		),
	];
}

/** Command that swaps the restored database in, both renames or none. */
export function shownDatabaseSwap(
	place: Place,
	{ service, user, database }: DatabasePlace,
	beside: string,
	keptAs: string,
): readonly ShownCommand[] {
	const renames = [renameDatabase(database, keptAs), renameDatabase(beside, database)];
	return [
		exec(place, service, [
			...['psql', '-X', '-q', '-1', '-v', 'ON_ERROR_STOP=1', '-U', user, '-d', maintenanceOf(database)],
			...renames.flatMap((statement) => ['-c', statement]),
		]),
	];
}

/** Commands that unpack an archive beside the live entries and compare it. */
export function shownDirectoryRestore(
	path: string,
	entry: Pick<Manifest['directories'][number], 'file' | 'path'>,
	besideName: string,
): readonly ShownCommand[] {
	const archive = quote(`${path}/${entry.file}`);
	const beside = quote(`${entry.path}/${besideName}`);
	return [
		`mkdir ${beside}`,
		`zstd -dcq ${archive} | tar --extract --numeric-owner --preserve-permissions --sparse --xattrs --acls -C ${beside}`,
		`zstd -dcq ${archive} | tar --compare --numeric-owner -C ${beside}`,
	];
}

/** Commands that swap the restored entries in; what the directory keeps in place is left out by name. */
export function shownDirectorySwap(
	place: DirectoryPlace,
	besideName: string,
	keptName: string,
): readonly ShownCommand[] {
	const live = quote(place.path);
	const beside = quote(`${place.path}/${besideName}`);
	const kept = quote(`${place.path}/${keptName}`);
	const except = [...place.except.map(globbed), `${ownPrefix}*`]
		.map((name) => `! -name ${quote(name)}`)
		.join(' ');
	return [
		`mkdir ${kept}`,
		`find ${live} -mindepth 1 -maxdepth 1 ${except} -exec mv -t ${kept} -- {} +`,
		`find ${beside} -mindepth 1 -maxdepth 1 -exec mv -t ${live} -- {} +`,
		`rmdir ${beside}`,
	];
}

const exec = ({ engine, project }: Place, service: string, argv: readonly string[]): ShownCommand =>
	toShell(execute(engine, project, service, argv));

/** The name as a pattern that means itself. */
const globbed = (name: string) => name.replaceAll(/[*?[\]\\]/g, '\\$&');
