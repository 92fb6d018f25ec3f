import { plain } from '../names.ts';

/** Directory of a restore point that holds what a script wrote. */
export const outputDirectory = 'script';

/** Bytes of a name that are kept: there is room for what tells two files of one name apart. */
const kept = 200;

/** The name of a written file among the artifacts: the end of it tells what it is, so the end is kept. */
export function outputFile(path: string): string {
	const name = plain(path.split('/').at(-1) ?? '').slice(-kept);
	return /^-|^\.+$/.test(name) ? `_${name}` : name;
}
