// Touches the world: reads a stack's Compose file and env files, as `docker compose` does.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parse } from 'yaml';
import { type Call, CallFailure } from '../engine/call.ts';
import { parseEnvFile } from './env-file.ts';
import { interpolateAll, type Lookup } from './interpolate.ts';
import { knownServiceKeys, type ResolvedService, resolveService } from './service.ts';

/** A Compose project as a call sees it now. */
export type Project = {
	readonly name: string;
	readonly directory: string;
	readonly file: string;
	readonly envFiles: readonly string[];
	/** By name, in the order of their names. */
	readonly services: Readonly<Record<string, ResolvedService>>;
	/** Lines that Compose writes to stderr. */
	readonly warnings: readonly string[];
};

/** Exit codes of Compose 2.26 (tried): no file 14, a file that is not valid 15. */
const invalid = (message: string) => new CallFailure(15, message);

/** @throws CallFailure with Compose's words and exit code */
export function readProject(call: Call, envFiles: readonly string[]): Project {
	const directory = call.cwd;
	const file = ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml']
		.map((name) => join(directory, name))
		.find((path) => existsSync(path));
	if (!file) throw new CallFailure(14, 'no configuration file provided: not found');
	const files = (
		envFiles.length > 0 ? envFiles : ['.env'].filter((name) => existsSync(join(directory, name)))
	).map((name) => resolve(directory, name));
	const variables = readEnvFiles(files, call.environment);
	const lookup: Lookup = (name) => call.environment[name] ?? variables[name];
	const warnings = new Set<string>();
	const content = resolveVariables(parseYaml(file), lookup, (name) =>
		warnings.add(`level=warning msg="The \\"${name}\\" variable is not set. Defaulting to a blank string."`),
	) as { name?: string; services?: Record<string, Record<string, unknown>> };
	const name =
		content.name ??
		lookup('COMPOSE_PROJECT_NAME') ??
		basename(directory)
			.toLowerCase()
			.replaceAll(/[^a-z0-9_-]/g, '');
	const services = Object.entries(content.services ?? {}).sort(([one], [other]) => (one < other ? -1 : 1));
	return {
		name,
		directory,
		file,
		envFiles: files,
		warnings: [...warnings],
		services: Object.fromEntries(
			services.map(([service, raw]) => [
				service,
				demandValid(service, raw, file) &&
					resolveService(raw, directory, environmentOf(raw, directory, lookup)),
			]),
		),
	};
}

/** What `docker compose config --format json` prints; a dollar is doubled, as Compose does. */
export function projectAsJson(project: Project): string {
	const content = {
		name: project.name,
		networks: { default: { name: `${project.name}_default`, ipam: {} } },
		services: project.services,
	};
	return JSON.stringify(
		content,
		(_, value) => (typeof value === 'string' ? value.replaceAll('$', '$$$$') : value),
		2,
	);
}

/** Tells whether a container was made from this description. */
export const configHash = (service: ResolvedService): string =>
	createHash('sha256')
		.update(JSON.stringify({ ...service, depends_on: undefined }))
		.digest('hex');

function resolveVariables(content: unknown, lookup: Lookup, onMissing: (name: string) => void): unknown {
	try {
		return interpolateAll(content, lookup, '', onMissing);
	} catch (error) {
		throw invalid((error as Error).message);
	}
}

function parseYaml(file: string): unknown {
	try {
		return parse(readFileSync(file, 'utf8')) ?? {};
	} catch (error) {
		const { linePos, message } = error as { linePos?: [{ line: number }]; message: string };
		throw invalid(`yaml: line ${linePos?.[0].line ?? 1}: ${message.split('\n')[0]}`);
	}
}

function demandValid(name: string, raw: Record<string, unknown>, file: string): true {
	const unknown = Object.keys(raw).find((key) => !(knownServiceKeys as readonly string[]).includes(key));
	if (unknown)
		throw invalid(`validating ${file}: services.${name} Additional property ${unknown} is not allowed`);
	if (!raw.image)
		throw invalid(
			`service "${name}" has neither an image nor a build context specified: invalid compose project`,
		);
	return true;
}

function readEnvFiles(
	files: readonly string[],
	shell: Readonly<Record<string, string>>,
): Record<string, string> {
	const values: Record<string, string> = {};
	for (const file of files) {
		if (!existsSync(file)) throw new CallFailure(1, `Couldn't find env file: ${file}`);
		Object.assign(
			values,
			parseEnvFile(readFileSync(file, 'utf8'), (name) => shell[name] ?? values[name]),
		);
	}
	return values;
}

function environmentOf(
	raw: Record<string, unknown>,
	directory: string,
	lookup: Lookup,
): Record<string, string | null> {
	const files = raw.env_file === undefined ? [] : Array.isArray(raw.env_file) ? raw.env_file : [raw.env_file];
	const values: Record<string, string | null> = {};
	for (const entry of files) {
		const { path, required = true } = typeof entry === 'string' ? { path: entry } : entry;
		const file = resolve(directory, path);
		if (existsSync(file)) Object.assign(values, parseEnvFile(readFileSync(file, 'utf8'), lookup));
		else if (required)
			throw new CallFailure(1, `env file ${file} not found: stat ${file}: no such file or directory`);
	}
	const given = raw.environment ?? {};
	const pairs = Array.isArray(given)
		? given.map(
				(entry: string) =>
					[
						entry.split('=')[0] ?? '',
						entry.includes('=') ? entry.slice(entry.indexOf('=') + 1) : null,
					] as const,
			)
		: Object.entries(given);
	for (const [name, value] of pairs) values[name] = value === null ? (lookup(name) ?? null) : String(value);
	return Object.fromEntries(Object.entries(values).sort(([one], [other]) => (one < other ? -1 : 1)));
}
