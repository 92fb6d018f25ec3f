// Touches the world: reads a stack's files for what must not be shown.
import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { defaultEngine } from '../../docker/engine.ts';
import { secretsOfTargets } from '../../notify/send.ts';
import { chooseRunbook } from '../../runbook/choose.ts';
import { builtInRunbooks } from '../../runbook/load.ts';
import { readSettings } from '../../runbook/settings.ts';
import { readYaml } from '../../runbook/yaml-file.ts';
import { composeFileNames, serviceEnvFiles, servicesWritten } from '../../survey/compose-file.ts';
import { readVariables } from '../../survey/env-file.ts';
import { readStatements } from '../../survey/env-statements.ts';
import { readConfig } from '../../survey/identify.ts';
import { secretsOfStack } from '../../survey/secrets.ts';
import { variablesOf } from '../../survey/variables.ts';
import { secretsOf } from '../../text/redact.ts';

/** Secrets of a stack, as far as its files tell them without an engine. */
export type FilesSecrets = {
	readonly secrets: readonly string[];
	/** Files that were read, relative to the stack. */
	readonly files: readonly string[];
	/** What could not be read, a sentence each. */
	readonly problems: readonly string[];
};

type Values = Readonly<Record<string, string>>;

/** Bytes of an env file at most: a larger one is none. */
const largest = 4 * 1024 * 1024;

/** Reads env files, Compose files and the files of Compose's own secrets. Never throws: a stack that is broken has runs as well. */
export function secretsOfFiles(directory: string): FilesSecrets {
	const files: string[] = [];
	const problems: string[] = [];
	const values: Values[] = [];
	const attempt = <T>(what: string, read: () => T, otherwise: T): T => {
		try {
			return read();
		} catch (error) {
			problems.push(`${what} could not be read: ${(error as Error).message}`);
			return otherwise;
		}
	};
	const textOf = (name: string): string => {
		const path = resolve(directory, name);
		const found = existsSync(path) ? lstatSync(path) : undefined;
		if (!found || (!found.isSymbolicLink() && (!found.isFile() || found.size > largest))) return '';
		const text = attempt(name, () => readFileSync(path, 'utf8'), '');
		if (text !== '') files.push(name);
		return text;
	};

	const composeFiles = attempt(directory, () => readdirSync(directory), []).filter(isComposeFile);
	const named = composeFiles.flatMap((name) =>
		attempt(name, () => [...serviceEnvFiles(join(directory, name))], []),
	);
	for (const name of new Set([...envFileNames(directory), ...named])) values.push(...readings(textOf(name)));
	for (const name of composeFiles) {
		const text = textOf(name);
		const services = attempt(name, () => servicesWritten(join(directory, name)), {});
		values.push(...Object.values(services).map(({ environment }) => strings(environment)));
		values.push(fromShell(text), defaults(text));
		for (const file of attempt(name, () => secretFiles(text, name), []))
			values.push({ [`SECRET ${file}`]: textOf(file) });
	}
	const addresses = attempt('lockkeeper.yaml', () => addressesIn(directory, values), []);
	return { secrets: [...new Set([...addresses, ...secretsOf(...values)])], files, problems };
}

/** Where people are told of a run: an address of that kind lets anybody in who has it. */
function addressesIn(directory: string, values: readonly Values[]): readonly string[] {
	const compose = composeFileNames.map((name) => join(directory, name)).find((path) => existsSync(path));
	const { notify = [] } = readSettings(directory, compose).settings;
	return secretsOfTargets(notify, variablesOf(process.env, Object.assign({}, ...values), ''));
}

/** The same with what Compose itself makes of the files, where it can be asked. */
export async function secretsOfStackHere(directory: string): Promise<FilesSecrets> {
	const read = secretsOfFiles(directory);
	try {
		const named = runbooksOwn(directory);
		const envFiles = (named.length > 0 ? named : ['.env']).filter((name) => read.files.includes(name));
		const signal = AbortSignal.timeout(patience);
		const config = await readConfig(defaultEngine, { directory, envFiles }, signal);
		const given = secretsOfStack({ envVariables: {}, config });
		return { ...read, secrets: [...new Set([...read.secrets, ...given])] };
	} catch {
		return {
			...read,
			problems: [
				...read.problems,
				'Compose could not be asked what its files mean: they were read as they are.',
			],
		};
	}
}

/** Milliseconds that Compose has to read its files. */
const patience = 20_000;

const isComposeFile = (name: string) =>
	composeFileNames.includes(name) || /^(?:docker-)?compose\..*ya?ml$/.test(name);

/** By their names, and as runbooks name them. */
function envFileNames(directory: string): readonly string[] {
	const known = Object.values(builtInRunbooks()).flatMap(({ compose }) => compose.envFiles);
	const here = readDirectory(directory).filter(
		(name) => /^\.env(?:\.|$)|\.env$/.test(name) && !/\.(?:example|sample|template|dist)$/.test(name),
	);
	return [...new Set(['.env', ...here, ...known, ...runbooksOwn(directory)])];
}

function readDirectory(directory: string): readonly string[] {
	try {
		return readdirSync(directory);
	} catch {
		return [];
	}
}

function runbooksOwn(directory: string): readonly string[] {
	try {
		const compose = composeFileNames.map((name) => join(directory, name)).find((path) => existsSync(path));
		const services = compose === undefined ? {} : servicesWritten(compose);
		return chooseRunbook(directory, readSettings(directory, compose), services).runbook.compose.envFiles;
	} catch {
		return [];
	}
}

/** As dotenv reads it, and as Compose does: they are not of one mind about `#`. */
function readings(text: string): readonly Values[] {
	if (text === '') return [];
	const { statements } = readStatements(text);
	return [readVariables(text), Object.fromEntries(statements.map(({ name, value }) => [name, value]))];
}

/** A variable in a value stands for its default here; what it has is known by its own name. */
const strings = (environment: Readonly<Record<string, unknown>>): Values =>
	Object.fromEntries(
		Object.entries(environment).map(([name, value]) => [
			name,
			(value?.toString() ?? '')
				.replaceAll(/\$\{\w+:?-([^}]*)\}/g, (_all, otherwise: string) => otherwise)
				.replaceAll(/\$\{[^}]*\}|(?<!\$)\$\w+/g, ''),
		]),
	);

/** Variables that a Compose file takes from who calls it. */
const fromShell = (text: string): Values =>
	Object.fromEntries(
		[...text.matchAll(/\$\{?(\w+)|^\s*-?\s*["']?([A-Za-z_]\w*)["']?:?\s*$/gm)].flatMap(([, one, other]) => {
			const name = one ?? other ?? '';
			const value = process.env[name];
			return value === undefined ? [] : [[name, value]];
		}),
	);

/** What stands in a Compose file for a variable that has no value. */
const defaults = (text: string): Values =>
	Object.fromEntries(
		[...text.matchAll(/\$\{(\w+):?-([^}]*)\}/g)].map(([, name = '', value = '']) => [name, value]),
	);

/** Files of the secrets that Compose hands to services. */
function secretFiles(text: string, file: string): readonly string[] {
	const { value } = readYaml(text, file);
	const secrets = (value as { secrets?: Record<string, { file?: unknown } | null> } | null)?.secrets ?? {};
	return Object.values(secrets).flatMap((secret) => (typeof secret?.file === 'string' ? [secret.file] : []));
}
