import type { LabSystem, OwnOption } from './system.ts';

/** What `lab --help` prints. */
export function usageOf(systems: readonly LabSystem[]): string {
	return [
		'Usage: npm run lab -- COMMAND',
		'',
		line('  list', 'systems and versions of the lab'),
		line('  build [SYSTEM]', 'build every image that the registry does not have yet'),
		...systems.flatMap(upLines),
		line('  down SYSTEM --dir DIR', 'end the stack in DIR and remove it'),
	].join('\n');
}

function upLines({ name, options, defaults }: LabSystem): string[] {
	const own = Object.entries(options).map(([option, what]) => optionLine(option, what));
	return [
		line(`  up ${name} VERSION --dir DIR`, 'make a stack in DIR, fill it, start it'),
		optionLine('rows', { value: 'N', help: `rows over all tables (${defaults.rows})` }),
		optionLine('project', { value: 'NAME', help: `Compose project (${name})` }),
		optionLine('port', { value: 'P', help: `port on 127.0.0.1 (${defaults.port})` }),
		...own,
	];
}

const optionLine = (option: string, { value, help }: OwnOption) =>
	line(`      --${option}${value === undefined ? '' : ` ${value}`}`, help);

const line = (left: string, right: string) => `${left.padEnd(38)} ${right}`;
