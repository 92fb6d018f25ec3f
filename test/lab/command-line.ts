import path from 'node:path';
import { parseArgs } from 'node:util';
import { WrongUse } from './wrong-use.ts';

export type LabCommand =
	| { name: 'help' }
	| { name: 'list' }
	| { name: 'build' }
	| { name: 'down'; system: 'specivo'; directory: string }
	| {
			name: 'up';
			system: 'specivo';
			version: string;
			directory: string;
			rows?: number;
			attachmentsMegabytes?: number;
			project?: string;
			port?: number;
			slowMigrationSeconds?: number;
			forgetImages: boolean;
	  };

export const usage = `Usage: npm run lab -- COMMAND

  list                                 systems and versions of the lab
  build                                build every image that the registry does not have yet
  up specivo VERSION --dir DIR         make a stack in DIR, fill it, start it
      --rows N                         rows over all tables (20000)
      --attachments-mb M               megabytes of attachments (5)
      --project NAME                   Compose project (specivo)
      --port P                         port on 127.0.0.1 (9933)
      --slow-seconds S                 how long the migration of 0.4.0 takes (60)
      --forget-images                  first remove unused Specivo images, so that a pull downloads
  down specivo --dir DIR               end the stack in DIR and remove it`;

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
		case 'list':
		case 'build': {
			expectNothingMore([system, version, ...rest]);
			return { name };
		}

		case 'up': {
			expectNothingMore(rest);
			return {
				name,
				system: expectSystem(system),
				version: expectPresent(version, 'a version after `up specivo`'),
				directory: path.resolve(expectPresent(values.dir, '--dir DIR')),
				...given('rows', wholeNumber(values.rows, '--rows', 0)),
				...given('attachmentsMegabytes', wholeNumber(values['attachments-mb'], '--attachments-mb', 0)),
				...given('project', projectName(values.project)),
				...given('port', wholeNumber(values.port, '--port', 1, 65_535)),
				...given('slowMigrationSeconds', wholeNumber(values['slow-seconds'], '--slow-seconds', 1)),
				forgetImages: values['forget-images'] ?? false,
			};
		}

		case 'down': {
			expectNothingMore([version, ...rest]);
			return {
				name,
				system: expectSystem(system),
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

function parse(commandLine: readonly string[]) {
	try {
		return parseArgs({
			args: [...commandLine],
			allowPositionals: true,
			options: {
				help: { type: 'boolean', short: 'h' },
				dir: { type: 'string' },
				rows: { type: 'string' },
				'attachments-mb': { type: 'string' },
				project: { type: 'string' },
				port: { type: 'string' },
				'slow-seconds': { type: 'string' },
				'forget-images': { type: 'boolean' },
			},
		});
	} catch (error) {
		throw new WrongUse((error as Error).message, { cause: error });
	}
}

function expectSystem(system: string | undefined): 'specivo' {
	if (system !== 'specivo') {
		throw new WrongUse(`Expected the system specivo, got ${system ?? 'none'}.`);
	}

	return system;
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

function wholeNumber(
	value: string | undefined,
	option: string,
	least: number,
	most = 1_000_000_000,
): number | undefined {
	if (value === undefined) {
		return undefined;
	}

	const number = Number(value);
	if (!/^\d+$/.test(value) || number < least || number > most) {
		throw new WrongUse(
			`Expected the \`${option}\` option to be a whole number from ${least} to ${most}, got ${JSON.stringify(value)}.`,
		);
	}

	return number;
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

function given<Key extends string, Value>(key: Key, value: Value | undefined): { [K in Key]?: Value } {
	return value === undefined ? {} : ({ [key]: value } as { [K in Key]?: Value });
}
