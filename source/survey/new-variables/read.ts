// Touches the world: reads env files, and their examples out of the stack's directory or of a git tag.
import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import process from 'node:process';
import { readFileOfTag } from '../../git/file-of-tag.ts';
import type { Runbook } from '../../runbook/schema.ts';
import { inWords } from '../../text/list.ts';
import { envFileProblem, readVariables } from '../env-file.ts';
import type { ComparedFile } from '../facts.ts';
import type { Stack } from '../identify.ts';
import { probe } from '../probe.ts';
import { type AddedBlock, blocksIn } from './block.ts';
import { buildVariables } from './build-variables.ts';
import { type Comparison, compareWithExample, type KnownElsewhere } from './compare.ts';

export type Example = Runbook['environment'][number];

/** Each env file that has an example, compared with that of a version. @param version undefined: of what is there */
export function readNewVariables(
	stack: Stack,
	version: string | undefined,
	signal?: AbortSignal,
): Promise<readonly ComparedFile[]> {
	return Promise.all(
		stack.runbook.environment.map(async (entry) => ({
			file: entry.file,
			example: exampleName(stack, entry, version),
			exists: existsSync(join(stack.directory, entry.file)),
			compared: await probe(() => compare(stack, entry, version, signal)),
		})),
	);
}

/** For people and for the line above what is added, e.g. `.env.example of v1.0.2`. */
export function exampleName({ runbook }: Stack, { example }: Example, version: string | undefined): string {
	const tag = tagOf(runbook, version);
	return tag === undefined ? example : `${example} of ${tag}`;
}

/** The text of an example as a version has it: of a checkout its tag tells, else the file that is there. @throws OperatorError, Error */
export function readExample(
	stack: Stack,
	{ example }: Example,
	version: string | undefined,
	signal?: AbortSignal,
): Promise<string> {
	return readOf(stack, example, version, signal);
}

/** What was added to the stack's env files. */
export const addedBlocks = ({ directory, runbook }: Pick<Stack, 'directory' | 'runbook'>) =>
	[...new Set(runbook.environment.map(({ file }) => file))].flatMap(
		(file): readonly (AddedBlock & { readonly file: string })[] => {
			const path = join(directory, file);
			return existsSync(path)
				? blocksIn(readFileSync(path, 'utf8')).map((block) => ({ ...block, file }))
				: [];
		},
	);

async function compare(
	stack: Stack,
	entry: Example,
	version: string | undefined,
	signal?: AbortSignal,
): Promise<Comparison> {
	const path = join(stack.directory, entry.file);
	const bytes = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
	const problem = envFileProblem(bytes);
	if (problem !== undefined) throw new Error(`${entry.file}: ${problem}`);
	const [example, compose] = await Promise.all([
		readExample(stack, entry, version, signal),
		readOf(stack, basename(stack.composeFile), version, signal).catch(() => ''),
	]);
	const here = readFileSync(stack.composeFile, 'utf8');
	const builds = buildVariables(compose === '' ? here : compose);
	return compareWithExample(example, bytes.toString('utf8'), (name) => ({
		...knownElsewhere(stack, entry.file, here, name),
		builds: builds.get(name) ?? [],
	}));
}

/**
 * Whether Compose has a value for a variable though this file says none. The shell wins over every env file that Compose itself
 * reads, and of those the later one; what a container gets in the end the resolved Compose file tells.
 */
function knownElsewhere(
	{ directory, project, engine, config }: Stack,
	file: string,
	composeText: string,
	name: string,
): Omit<KnownElsewhere, 'builds'> {
	const interpolates = project.envFiles.includes(file);
	const named = new RegExp(`\\$\\{?${name}\\b`).test(composeText);
	const shell = { ...process.env, ...engine.environment }[name];
	const others = project.envFiles.filter(
		(other) => other !== file && readVariables(readFileSync(join(directory, other), 'utf8'))[name],
	);
	// Made from the variable itself, it is no other value.
	const services = Object.entries(config.services)
		.filter(([, { environment }]) => environment[name] && !(interpolates && named))
		.map(([service]) => service);
	const from =
		interpolates && shell
			? 'the shell'
			: interpolates && others.length > 0
				? inWords(others)
				: services.length > 0
					? `elsewhere, for ${inWords(services)}`
					: undefined;
	return {
		...(from === undefined ? {} : { from }),
		defaulted: new RegExp(`\\$\\{${name}:?-`).test(composeText),
	};
}

/** @param path relative to the stack's directory */
async function readOf(
	{ directory, runbook }: Stack,
	path: string,
	version: string | undefined,
	signal?: AbortSignal,
): Promise<string> {
	const tag = tagOf(runbook, version);
	return tag === undefined
		? readFile(join(directory, path), 'utf8')
		: `${await readFileOfTag(directory, tag, path, signal)}\n`;
}

/** Undefined where the files of the stack are no checkout, or none is meant but theirs. */
const tagOf = ({ version: { pin } }: Runbook, version: string | undefined) =>
	'git' in pin && version !== undefined ? `${pin.prefix}${version}` : undefined;
