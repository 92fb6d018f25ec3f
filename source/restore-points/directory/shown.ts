import { quote } from '../../docker/command.ts';
import type { DataKind } from '../data-kind.ts';
import { ownPrefix } from '../names.ts';
import { swapNames } from '../swap-names.ts';
import { archiveFile, directoryBesideName, directoryKeptName } from './names.ts';
import type { DirectoryPart, DirectoryPlace } from './part.ts';

/** By hand: an archive, unpacked beside and compared, and the swap; what the directory keeps in place is left out by name. */
export const shownDirectory: DataKind<DirectoryPlace, DirectoryPart>['shown'] = {
	take: (_, { path, except }, fileFor) => {
		const left = [...except.map(globbed), `${ownPrefix}*`]
			.map((name) => quote(`--exclude=./${name}`))
			.join(' ');
		return [
			`tar --create --numeric-owner --sparse --xattrs --acls --one-file-system --anchored ${left} -C ${quote(path)} . | zstd -q -o ${quote(fileFor(archiveFile(path)))}`,
		];
	},
	prove: (_, { path }, fileFor) => [
		`zstd -dcq ${quote(fileFor(archiveFile(path)))} | tar --list --verbose --numeric-owner >/dev/null`,
	],
	restore(_, path, part, at) {
		const archive = quote(`${path}/${part.artifacts[0]?.file}`);
		const beside = quote(`${part.path}/${directoryBesideName(at)}`);
		return [
			`mkdir ${beside}`,
			`zstd -dcq ${archive} | tar --extract --numeric-owner --preserve-permissions --sparse --xattrs --acls -C ${beside}`,
			`zstd -dcq ${archive} | tar --compare --numeric-owner -C ${beside}`,
			`sync -f ${beside}`,
		];
	},
	swap(_, part, at) {
		const live = quote(part.path);
		const names = swapNames(at, directoryBesideName, directoryKeptName);
		const beside = quote(`${part.path}/${names.incoming}`);
		const kept = quote(`${part.path}/${names.kept}`);
		const except = [...part.except.map(globbed), `${ownPrefix}*`]
			.map((name) => `! -name ${quote(name)}`)
			.join(' ');
		return [
			`mkdir ${kept}`,
			`find ${live} -mindepth 1 -maxdepth 1 ${except} -exec mv -t ${kept} -- {} +`,
			`find ${beside} -mindepth 1 -maxdepth 1 -exec mv -t ${live} -- {} +`,
			`rmdir ${beside}`,
		];
	},
};

/** The name as a pattern that means itself. */
const globbed = (name: string) => name.replaceAll(/[*?[\]\\]/g, '\\$&');
