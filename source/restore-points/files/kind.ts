import { quote } from '../../docker/command.ts';
import type { DataKind } from '../data-kind.ts';
import { describeFiles } from './describe.ts';
import { exportFiles } from './export.ts';
import { copyFile } from './names.ts';
import type { FilesPart, FilesPlace } from './part.ts';
import { takeFiles } from './take.ts';

/** Configuration files. A way back changes the pin by its own step and leaves the rest of them as it is. */
export const filesKind: DataKind<FilesPlace, FilesPart> = {
	label: () => 'configuration files',
	take: takeFiles,
	async prove(_, part) {
		return { took: 0, detail: `${part.artifacts.length} configuration files hashed`, part };
	},
	async restoreBeside() {
		return { took: 0, made: [] };
	},
	async swap() {
		return [];
	},
	// A way back leaves them as they are: nothing of them is lost.
	async writesSince() {
		return { of: 'files', new: 0, changed: 0, removed: 0 };
	},
	export: exportFiles,
	describe: describeFiles,
	shown: {
		take: (_, { paths }, fileFor) =>
			paths.map((path) => `install -m 600 ${quote(path)} ${quote(fileFor(copyFile(path)))}`),
		prove: () => [],
		restore: () => [],
		swap: () => [],
	},
};
