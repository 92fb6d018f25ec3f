// Touches the world: reads runbooks and what a stack says of its own.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import process from 'node:process';
import { stringify } from 'yaml';
import { z } from 'zod';
import { OperatorError } from '../host/errors.ts';
import { type ChosenRunbook, chooseRunbook } from '../runbook/choose.ts';
import { readRunbook } from '../runbook/load.ts';
import { runbookFileSchema } from '../runbook/schema.ts';
import { readSettings, settingsSchema } from '../runbook/settings.ts';
import { readYaml } from '../runbook/yaml-file.ts';
import { servicesWritten } from '../survey/compose-file.ts';
import { findStackFile } from '../survey/stack-file.ts';
import { inWords } from '../text/list.ts';
import type { CommandLine } from './arguments.ts';

/** `lockkeeper runbook …`; needs no engine and changes nothing. @returns the exit code @throws OperatorError for what is not valid */
export function runbook(line: CommandLine): number {
	const asked = line.runbook ?? { action: 'show' };
	switch (asked.action) {
		case 'validate':
			return say(line, asked.files.length > 0 ? asked.files.map(validFile) : validStack(line.stack));
		case 'show': {
			const chosen = chosenFor(line.stack);
			process.stdout.write(
				`${headOf(chosen)
					.map((text) => `# ${text}\n`)
					.join('')}${stringify(chosen.runbook)}`,
			);
			return 0;
		}
		case 'schema':
			process.stdout.write(`${JSON.stringify(schemaOf(asked.of), null, '\t')}\n`);
			return 0;
		default:
			return asked satisfies never;
	}
}

/** @returns a sentence @throws OperatorError with file, line and column */
function validFile(name: string): string {
	const file = resolve(name);
	let text: string;
	try {
		text = readFileSync(file, 'utf8');
	} catch (error) {
		throw new OperatorError(`${file} cannot be read: ${(error as Error).message}`, {
			exit: 2,
			advice: ['Name a file that holds a runbook.'],
			cause: error,
		});
	}
	const { base, variants } = readRunbook(readYaml(text, file));
	const names = variants.map(({ name }) => name);
	return `${file} is a valid runbook, for ${base.app}${names.length > 0 ? `, with the ${names.length === 1 ? 'variant' : 'variants'} ${inWords(names)}` : ''}.`;
}

const validStack = (stack: string) => [...headOf(chosenFor(stack)), 'It is valid.'];

function chosenFor(stack: string): ChosenRunbook {
	const directory = resolve(stack);
	const { path, is } = findStackFile(directory);
	return is === 'compose'
		? chooseRunbook(directory, readSettings(directory, path), servicesWritten(path))
		: chooseRunbook(directory, readSettings(directory, undefined), {});
}

function headOf({ name, because, variant, overridden, runbook: { app } }: ChosenRunbook): readonly string[] {
	const files = [...new Set(overridden.map(({ file }) => file))];
	return [
		`The runbook of this stack is ${name}, for ${app}: ${because}.`,
		...(variant ? [`Its variant is ${variant.name}: ${variant.because}.`] : []),
		...files.map((file) => {
			const keys = overridden.filter((one) => one.file === file).map(({ key }) => key);
			return `${file} says otherwise: ${inWords(keys)}.`;
		}),
	];
}

const schemaOf = (of: 'runbook' | 'settings') => ({
	title:
		of === 'runbook' ? 'A runbook of Lockkeeper’s' : 'lockkeeper.yaml, or x-lockkeeper in a Compose file',
	...z.toJSONSchema(of === 'runbook' ? runbookFileSchema : settingsSchema, {
		io: 'input',
		unrepresentable: 'any',
	}),
});

function say({ json }: CommandLine, text: readonly string[]): number {
	process.stdout.write(
		json
			? `${JSON.stringify({ type: 'result', exit: 0, state: 'unknown', text })}\n`
			: `${text.join('\n')}\n`,
	);
	return 0;
}
