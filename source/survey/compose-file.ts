// Touches the world: looks for a stack's Compose file.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'dotenv';
import { OperatorError } from '../host/errors.ts';
import type { Services } from '../runbook/variants.ts';
import { readYaml } from '../runbook/yaml-file.ts';

/** Names Compose looks for, in its own order (Compose specification). */
export const composeFileNames: readonly string[] = [
	'compose.yaml',
	'compose.yml',
	'docker-compose.yaml',
	'docker-compose.yml',
];

/** @throws OperatorError when the directory is none, or holds none */
export function findComposeFile(directory: string): string {
	if (!existsSync(directory) || !statSync(directory).isDirectory()) {
		throw new OperatorError(`Expected a stack's directory, but ${directory} is not a directory.`, {
			exit: 2,
			advice: ['Name the directory that holds the Compose file: lockkeeper --stack DIR'],
		});
	}
	const name = composeFileNames.find((candidate) => existsSync(join(directory, candidate)));
	if (name) return join(directory, name);
	throw new OperatorError(
		`Expected a Compose file in ${directory} (${composeFileNames.join(', ')}), found none.`,
		{
			exit: 2,
			advice: [
				'Go to the stack’s directory, or name it: lockkeeper --stack DIR',
				'To try Lockkeeper without a stack: lockkeeper practice',
			],
		},
	);
}

/**
 * Services as the file has them, variables taken out of their images: without Compose its own answer is not to be had. Values of
 * their variables may still have some in them.
 */
export function servicesWritten(composeFile: string): Services {
	return Object.fromEntries(
		Object.entries(written(composeFile)).map(([name, service]) => [
			name,
			{
				...(typeof service?.image === 'string'
					? { image: service.image.replaceAll(/\$\{[^}]*\}|\$\w+/g, '') }
					: {}),
				builds: service?.build !== undefined,
				environment: { ...fromFiles(composeFile, service?.env_file), ...asMap(service?.environment) },
			},
		]),
	);
}

type Written = {
	readonly image?: unknown;
	readonly build?: unknown;
	readonly env_file?: unknown;
	readonly environment?: unknown;
};

const written = (composeFile: string): Readonly<Record<string, Written | null>> => {
	const { value } = readYaml(readFileSync(composeFile, 'utf8'), composeFile);
	return (value as { services?: Record<string, Written | null> } | null)?.services ?? {};
};

/** Files that services have variables from, as the Compose file names them, each once; those of a variable path are left out. */
export const serviceEnvFiles = (composeFile: string): readonly string[] => [
	...new Set(
		Object.values(written(composeFile))
			.flatMap((service) => namesIn(service?.env_file))
			.filter((name) => !name.includes('$')),
	),
];

/** Compose takes a name, a map with a path, or a list of these. */
const namesIn = (said: unknown): readonly string[] =>
	[said]
		.flat()
		.map((entry) => (entry as { path?: unknown } | null | undefined)?.path ?? entry)
		.filter((name) => typeof name === 'string');

/** What is not there, or cannot be read, Compose tells. */
function fromFiles(composeFile: string, said: unknown): Readonly<Record<string, string>> {
	return Object.assign(
		{},
		...namesIn(said).map((name) => {
			const file = join(dirname(composeFile), name);
			return existsSync(file) ? parse(readFileSync(file)) : {};
		}),
	);
}

/** Compose takes a map, or a list of `NAME=value`. */
function asMap(environment: unknown): Readonly<Record<string, unknown>> {
	if (!Array.isArray(environment)) return (environment ?? {}) as Readonly<Record<string, unknown>>;
	return Object.fromEntries(
		environment.map((entry) => {
			const [name = '', ...value] = String(entry).split('=');
			return [name, value.join('=')];
		}),
	);
}
