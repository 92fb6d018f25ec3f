import { jotbook } from './jotbook/system.ts';
import { repod } from './repod/system.ts';
import { semaphor } from './semaphor/system.ts';
import { sovecom } from './sovecom/system.ts';
import { specivo } from './specivo/system.ts';
import { svrunner } from './svrunner/system.ts';
import type { LabSystem } from './system.ts';

/** Every system of the lab. Another one is a folder beside these, and an entry here. */
export const systems: readonly LabSystem[] = [specivo, semaphor, repod, svrunner, sovecom, jotbook];

/** What `lab list` prints: every system, its versions, and what stands in for what. */
export function describeSystems(): string {
	return systems.map(describe).join('\n\n');
}

function describe({ name, about, versions, note }: LabSystem): string {
	const width = Math.max(...versions.map(({ version }) => version.length));
	const [first, ...further] = about;
	return [
		`${name.padEnd(10)}${first}`,
		...further.map((line) => `${' '.repeat(10)}${line}`),
		'',
		...versions.map(({ version, brings }) => `  ${version.padEnd(width)}  ${brings}`),
		'',
		note,
	].join('\n');
}
