import { quote, toShell } from '../../docker/command.ts';
import type { DataKind } from '../data-kind.ts';
import { outputDirectory } from './names.ts';
import type { ScriptPart, ScriptPlace } from './part.ts';

/** By hand: the script, and a copy of what is newer than the directory made before it. */
export const shownScript: DataKind<ScriptPlace, ScriptPart>['shown'] = {
	take({ project }, place, fileFor) {
		if (place.skipped !== undefined) return [];
		const directory = quote(fileFor(outputDirectory));
		const values = place.variables.map((name) => `${name}=${shownValue(name, project.envFiles)} `).join('');
		return [
			`(umask 077 && mkdir ${directory})`,
			`${values}${toShell({ argv: place.run })}`,
			`find ${quote(place.writes)}/ -type f -newer ${directory} -exec install -m 600 -t ${directory} {} +`,
		];
	},
	prove(_, place, fileFor) {
		if (place.skipped !== undefined) return [];
		const directory = quote(fileFor(outputDirectory));
		return [
			`find ${directory} -name '*.gz' -exec gzip -t {} +`,
			`find ${directory} -name '*.zst' -exec zstd -tq {} +`,
		];
	},
	restore: () => [],
	swap: () => [],
};

/** The shell's own value, else that of the last env file that has one, in double quotes or in none. */
function shownValue(name: string, envFiles: readonly string[]): string {
	if (envFiles.length === 0) return `"$${name}"`;
	const files = envFiles.map(quote).join(' ');
	return `"\${${name}:-$(sed -nE 's/^(export )?${name}="?([^"]*)"?$/\\2/p' ${files} | tail -n 1)}"`;
}
