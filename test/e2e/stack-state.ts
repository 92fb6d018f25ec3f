// Touches the world: what a test compares of a stack before and after.
import { createHash } from 'node:crypto';
import { lstat, readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { docker } from '../lab/docker.ts';
import { containers } from '../lab/specivo/facts.ts';
import type { SpecivoStack } from '../lab/specivo/stack.ts';

/** Everything that a refusal has to leave as it was; equal when nothing was changed. */
export type Untouched = {
	readonly env: string;
	/** Inode and nanoseconds of the last change: a file written again with the same bytes differs. */
	readonly envFile: string;
	readonly envLocal: string;
	readonly composeFile: string;
	/** Image, id and start of each service's container. */
	readonly containers: Readonly<Record<string, string>>;
};

/** @throws Error when a file of the stack is missing */
export async function untouched(stack: SpecivoStack): Promise<Untouched> {
	const content = (name: string) => readFile(path.join(stack.directory, name), 'utf8');
	const file = await stat(path.join(stack.directory, '.env'), { bigint: true });
	return {
		env: await content('.env'),
		envFile: `inode ${file.ino}, changed at ${file.mtimeNs}, mode ${file.mode.toString(8)}, owner ${file.uid}`,
		envLocal: await content('.env.local'),
		composeFile: await content('docker-compose.yml'),
		containers: await containerStarts(stack),
	};
}

async function containerStarts({ project }: SpecivoStack): Promise<Record<string, string>> {
	const entries = Object.entries(await containers(project)).sort();
	const starts = await docker([
		...['container', 'inspect', '--format', '{{.State.StartedAt}}'],
		...entries.map(([, { id }]) => id),
	]);
	const started = starts.trim().split('\n');
	return Object.fromEntries(
		entries.map(([service, { id, image }], index) => [service, `${image} ${id} ${started[index]}`]),
	);
}

/** Id of each service's container. */
export async function containerIds({ project }: SpecivoStack): Promise<Record<string, string>> {
	return Object.fromEntries(
		Object.entries(await containers(project)).map(([service, { id }]) => [service, id]),
	);
}

/** Services whose containers are others now. */
export const changedServices = (
	before: Readonly<Record<string, string>>,
	after: Readonly<Record<string, string>>,
): readonly string[] => Object.keys(before).filter((service) => before[service] !== after[service]);

/** Names directly within a directory. */
export const namesIn = async (directory: string): Promise<string[]> => (await readdir(directory)).sort();

/** sha256 of every file below a directory, by its relative path. */
export async function fileDigests(directory: string): Promise<Record<string, string>> {
	const digests: Record<string, string> = {};
	for (const { file, relative } of await filesBelow(directory)) {
		digests[relative] = createHash('sha256')
			.update(await readFile(file))
			.digest('hex');
	}
	return digests;
}

/** What below a directory is not 0700 as a directory or 0600 as a file; the directory itself counts too. */
export async function openPlaces(directory: string): Promise<readonly string[]> {
	const below = await readdir(directory, { recursive: true });
	const open: string[] = [];
	for (const name of ['.', ...below]) {
		const found = await lstat(path.join(directory, name));
		const mode = found.mode & 0o7777;
		if (mode !== (found.isDirectory() ? 0o700 : 0o600)) open.push(`${name} is 0${mode.toString(8)}`);
	}
	return open;
}

/** Files below a directory that hold one of these texts. */
export async function filesThatHold(
	directory: string,
	texts: readonly string[],
	wanted: (relative: string) => boolean = () => true,
): Promise<readonly string[]> {
	const holding: string[] = [];
	for (const { file, relative } of (await filesBelow(directory)).filter((each) => wanted(each.relative))) {
		const content = await readFile(file, 'latin1');
		if (texts.some((text) => content.includes(text))) holding.push(relative);
	}
	return holding;
}

async function filesBelow(directory: string): Promise<readonly { file: string; relative: string }[]> {
	const entries = await readdir(directory, { recursive: true, withFileTypes: true });
	return entries
		.filter((entry) => entry.isFile())
		.map((entry) => {
			const file = path.join(entry.parentPath, entry.name);
			return { file, relative: path.relative(directory, file) };
		});
}
