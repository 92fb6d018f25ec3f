import { quote } from '../../docker/command.ts';
import type { DataKind, ShownPlace } from '../data-kind.ts';
import { directoryBesideName, directoryKeptName } from '../directory/names.ts';
import { shownDirectory } from '../directory/shown.ts';
import { swapNames } from '../swap-names.ts';
import { volumeFile } from './names.ts';
import type { VolumePart, VolumePlace } from './part.ts';
import { swapInside } from './swap-script.ts';

const at = '/volume';

/** By hand: tar in a container of one of the stack's images; it needs one with GNU tar. */
export const shownVolume: DataKind<VolumePlace, VolumePart>['shown'] = {
	take: (where, place, fileFor) =>
		shownDirectory
			.take(where, { path: at, except: place.except }, () => fileFor(volumeFile(place.key)))
			.map((line) => `${demand(where, place)}${inContainer(where, place, ',readonly', line)}`),
	prove: (where, place, fileFor, image) =>
		shownDirectory.prove(where, { path: at, except: [] }, () => fileFor(volumeFile(place.key)), image),
	restore(where, path, part, time) {
		const archive = quote(`${path}/${part.artifacts[0]?.file}`);
		const beside = `${at}/${directoryBesideName(time)}`;
		return [
			`${demand(where, part)}${inContainer(where, part, '', `mkdir -m 700 ${beside}`)}`,
			`${demand(where, part)}zstd -dcq ${archive} | ${inContainer(where, part, '', `tar --extract --numeric-owner --preserve-permissions --sparse --xattrs --acls -C ${beside}`)}`,
			`${demand(where, part)}zstd -dcq ${archive} | ${inContainer(where, part, ',readonly', `tar --compare --numeric-owner -C ${beside}`)}`,
			`${demand(where, part)}${inContainer(where, part, '', 'sync')}`,
		];
	},
	swap(where, part, times) {
		const { incoming, kept } = swapNames(times, directoryBesideName, directoryKeptName);
		const line = swapInside(at, incoming, kept, part.except).map(quote).join(' ');
		return [`${demand(where, part)}${inContainer(where, part, '', line)}`];
	},
};

/** Docker would make an empty volume of a name that is not there. */
const demand = (where: ShownPlace, { name }: { readonly name: string }) =>
	`${docker(where)} volume inspect ${quote(name)} >/dev/null && `;

/** A line whose first program, and what belongs to it, goes behind `docker run`. */
function inContainer(
	where: ShownPlace,
	{ name, images }: { readonly name: string; readonly images: readonly string[] },
	readOnly: string,
	line: string,
): string {
	const [program = '', ...rest] = line.split(' ');
	const mount = quote(`type=volume,source=${name},target=${at}${readOnly}`);
	return `${docker(where)} run --rm -i --pull never --network none --user 0:0 --mount ${mount} --entrypoint ${program} ${quote(images[0] ?? 'debian')} ${rest.join(' ')}`;
}

const docker = ({ engine }: ShownPlace) => [engine.executable, ...engine.options].map(quote).join(' ');
