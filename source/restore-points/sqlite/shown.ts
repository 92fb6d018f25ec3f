import { quote, type ShownCommand } from '../../docker/command.ts';
import type { DataKind } from '../data-kind.ts';
import { besideFile, databaseFile, keptFile } from './names.ts';
import type { SqlitePart, SqlitePlace } from './part.ts';
import { sideFiles } from './side-files.ts';

/** By hand, with the `sqlite3` command line: its online backup, unpacked beside and checked, and the swap. */
export const shownSqlite: DataKind<SqlitePlace, SqlitePart>['shown'] = {
	take(where, place, fileFor) {
		const file = fileFor(databaseFile(place.path));
		const copy = file.replace(/\.zst$/, '');
		return [
			`sqlite3 ${fileOf(where, place)} ${quote(`.timeout 15000`)} ${quote(`.backup ${dotted(copy)}`)}`,
			`sqlite3 ${quote(copy)} 'PRAGMA integrity_check;'`,
			`zstd -q --rm ${quote(copy)} -o ${quote(file)}`,
		];
	},
	prove(_, place, fileFor) {
		const file = fileFor(databaseFile(place.path));
		const proof = quote(file.replace(/\.zst$/, '.proof'));
		return [
			`zstd -dq ${quote(file)} -o ${proof}`,
			`sqlite3 ${proof} 'PRAGMA integrity_check; PRAGMA foreign_key_check;'`,
			`rm ${proof}`,
		];
	},
	restore(where, path, part, at) {
		const beside = fileOf(where, part, besideFile(part.path, part, at));
		const { uid, gid, mode } = part.owner;
		return [
			`zstd -dq ${quote(`${path}/${part.artifacts[0]?.file}`)} -o ${beside}`,
			`chown ${uid}:${gid} ${beside}`,
			`chmod ${mode.toString(8)} ${beside}`,
			`sqlite3 ${beside} 'PRAGMA integrity_check;'`,
		];
	},
	swap(where, part, times): readonly ShownCommand[] {
		// It comes back with the directory that it was restored into.
		if (part.archivedIn !== undefined) return [];
		const live = fileOf(where, part);
		const kept = fileOf(where, part, keptFile(part.path, part, times.at));
		const incoming = times.undoes
			? keptFile(part.path, part, times.undoes)
			: besideFile(part.path, part, times.at);
		return [
			`mv -n ${live} ${kept}`,
			...sideFiles.map((ending) => `[ ! -e ${live}${ending} ] || mv -n ${live}${ending} ${kept}${ending}`),
			`mv -n ${fileOf(where, part, incoming)} ${live}`,
		];
	},
};

/** The file as a word of the shell; in a volume, behind what the engine says of where it lies. */
function fileOf(
	{ engine }: Parameters<typeof shownSqlite.take>[0],
	{ path, volume }: Pick<SqlitePlace, 'path'> & { readonly volume?: SqlitePart['volume'] },
	file = path,
): string {
	if (!volume) return quote(file);
	const inspect = [
		engine.executable,
		...engine.options,
		'volume',
		'inspect',
		'--format',
		'{{.Mountpoint}}',
		volume.name,
	];
	return `"$(${inspect.map(quote).join(' ')})"/${quote(file)}`;
}

/** A word for `sqlite3`'s own commands. */
const dotted = (word: string) => `"${word.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
