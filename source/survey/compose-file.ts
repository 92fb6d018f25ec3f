// Touches the world: looks for a stack's Compose file.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { OperatorError } from '../host/errors.ts';
import { readYaml } from '../runbook/yaml-file.ts';

/** Names Compose looks for, in its own order (Compose specification). */
const composeFileNames = ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml'];

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

/** Repositories and tags as the file has them, variables taken out: without the engine, Compose's own answer is not to be had. */
export function imagesWritten(composeFile: string): readonly string[] {
	const { value } = readYaml(readFileSync(composeFile, 'utf8'), composeFile);
	const services =
		(value as { services?: Record<string, { image?: unknown } | null> } | null)?.services ?? {};
	return Object.values(services).flatMap((service) =>
		typeof service?.image === 'string' ? [service.image.replaceAll(/\$\{[^}]*\}|\$\w+/g, '')] : [],
	);
}
