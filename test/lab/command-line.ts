import path from 'node:path';
import { parseArgs } from 'node:util';
import { given, wholeNumber } from './options.ts';
import type { GivenOptions, LabSystem, UpOptions } from './system.ts';
import { systems } from './systems.ts';
import { usageOf } from './usage.ts';
import { WrongUse } from './wrong-use.ts';

export type LabCommand =
	| { name: 'help' }
	| { name: 'list' }
	| { name: 'build'; system?: string }
	| { name: 'down'; system: string; directory: string }
	| ({ name: 'up'; system: string } & UpOptions);

export const usage = usageOf(systems);

/** Options of `up` that every system has. */
const commonOptions = ['rows', 'project', 'port'];

/**
 * Reads the lab's command line.
 *
 * @throws WrongUse naming the argument, what was expected and what was found.
 */
export function parseCommandLine(commandLine: readonly string[]): LabCommand {
	const { values, positionals } = parse(commandLine);
	const [name, system, version, ...rest] = positionals;
	if (values.help === true) {
		return { name: 'help' };
	}

	switch (name) {
		case 'list': {
			expectNothingMore([system, version, ...rest]);
			return { name };
		}

		case 'build': {
			expectNothingMore([version, ...rest]);
			return { name, ...(system === undefined ? {} : { system: findSystem(system).name }) };
		}

		case 'up': {
			expectNothingMore(rest);
			const found = findSystem(system);
			refuseForeignOptions(found, values);
			return {
				name,
				system: found.name,
				version: expectPresent(version, `a version after \`up ${found.name}\``),
				directory: path.resolve(expectPresent(values.dir, '--dir DIR')),
				...given('rows', wholeNumber(values.rows, '--rows', 0)),
				...given('project', projectName(values.project)),
				...given('port', wholeNumber(values.port, '--port', 1, 65_535)),
				...found.readOptions(values),
			};
		}

		case 'down': {
			expectNothingMore([version, ...rest]);
			return {
				name,
				system: findSystem(system).name,
				directory: path.resolve(expectPresent(values.dir, '--dir DIR')),
			};
		}

		case undefined: {
			throw new WrongUse('Expected a command: up, down, list or build.');
		}

		default: {
			throw new WrongUse(`Expected the command up, down, list or build, got ${name}.`);
		}
	}
}

/** @throws WrongUse */
export function findSystem(name: string | undefined): LabSystem {
	const found = systems.find((system) => system.name === name);
	if (found === undefined) {
		const names = systems.map((system) => system.name).join(' or ');
		throw new WrongUse(`Expected the system ${names}, got ${name ?? 'none'}.`);
	}

	return found;
}

function parse(commandLine: readonly string[]) {
	const own = systems.flatMap(({ options }) => Object.entries(options));
	try {
		return parseArgs({
			args: [...commandLine],
			allowPositionals: true,
			options: {
				help: { type: 'boolean', short: 'h' },
				dir: { type: 'string' },
				rows: { type: 'string' },
				project: { type: 'string' },
				port: { type: 'string' },
				...Object.fromEntries(own.map(([name, { value }]) => [name, { type: value ? 'string' : 'boolean' }])),
			},
		});
	} catch (error) {
		throw new WrongUse((error as Error).message, { cause: error });
	}
}

function refuseForeignOptions({ name, options }: LabSystem, values: GivenOptions): void {
	const known = ['dir', ...commonOptions, ...Object.keys(options)];
	const foreign = Object.keys(values).find((option) => !known.includes(option));
	if (foreign !== undefined) {
		throw new WrongUse(`Expected an option of ${name}, got --${foreign}, which it does not have.`);
	}
}

function expectPresent(value: string | undefined, what: string): string {
	if (value === undefined || value === '') {
		throw new WrongUse(`Expected ${what}, got nothing.`);
	}

	return value;
}

function expectNothingMore(rest: ReadonlyArray<string | undefined>): void {
	const unexpected = rest.find((argument) => argument !== undefined);
	if (unexpected !== undefined) {
		throw new WrongUse(`Expected no further argument, got ${unexpected}.`);
	}
}

/** Compose's own rule for project names. */
function projectName(value: string | undefined): string | undefined {
	if (value !== undefined && !/^[a-z0-9][a-z0-9_-]*$/.test(value)) {
		throw new WrongUse(
			`Expected the \`--project\` option to be lower-case letters, digits, - and _, got ${JSON.stringify(value)}.`,
		);
	}

	return value;
}
