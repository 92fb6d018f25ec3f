// Touches the world: reads and writes a restore point's manifest.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '../host/atomic-file.ts';
import { OperatorError } from '../host/errors.ts';
import { type Manifest, manifestSchema } from './manifest.ts';
import { sealOf } from './seal.ts';

export const manifestName = 'manifest.json';

/** Writes the manifest in one step, private, with its seal. @returns what was written */
export async function writeManifest(path: string, manifest: Manifest): Promise<Manifest> {
	const sealed = { ...manifest, seal: sealOf(manifest) };
	await writeFileAtomically(join(path, manifestName), `${JSON.stringify(sealed, null, '\t')}\n`, {
		mode: 0o600,
	});
	return sealed;
}

/**
 * Reads a restore point's manifest.
 * @throws OperatorError when it is missing, not one, from a newer Lockkeeper, or was edited
 */
export async function readManifest(path: string): Promise<Manifest> {
	const file = join(path, manifestName);
	const refuse = (problem: string, cause?: unknown) =>
		new OperatorError(`${file}: ${problem}. This is no restore point to rely on.`, {
			exit: 3,
			advice: ['Choose another restore point, or take a new one.'],
			cause,
		});
	let text: string;
	try {
		text = await readFile(file, 'utf8');
	} catch (error) {
		throw refuse(`cannot be read (${(error as NodeJS.ErrnoException).code})`, error);
	}
	const found = parse(text);
	if (!found) throw refuse('expected JSON, found something else');
	if (typeof found.format === 'number' && found.format !== 2)
		throw new OperatorError(
			`${file}: format ${found.format} is from ${found.format > 2 ? 'a newer' : 'an older'} Lockkeeper; this one reads format 2.`,
			{
				exit: 3,
				advice: ['Use the Lockkeeper that took this restore point, or take a new one.'],
			},
		);
	const parsed = manifestSchema.safeParse(found);
	if (!parsed.success)
		throw refuse(
			`expected a manifest: ${parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')}`,
		);
	if (found.seal !== sealOf(found)) throw refuse('it was edited after it was written: its seal does not fit');
	return parsed.data;
}

function parse(text: string): Record<string, unknown> | undefined {
	try {
		const value: unknown = JSON.parse(text);
		return value !== null && typeof value === 'object' && !Array.isArray(value)
			? (value as Record<string, unknown>)
			: undefined;
	} catch {
		return undefined;
	}
}
