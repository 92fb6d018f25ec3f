// Touches the world: bundles a program for a terminal test into a temporary directory.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';

/** Bundles a fixture as the program itself is bundled; returns the file for node to run. */
export async function buildFixture(entry: string): Promise<string> {
	const directory = mkdtempSync(join(tmpdir(), 'lockkeeper-fixture-'));
	const outfile = join(directory, 'fixture.mjs');
	await build({
		entryPoints: [entry],
		outfile,
		bundle: true,
		platform: 'node',
		format: 'esm',
		target: 'node22',
		alias: { 'react-devtools-core': './source/build/empty.mjs' },
		define: { 'process.env.NODE_ENV': '"production"' },
		banner: {
			js: "import { createRequire as createRequireForBundle } from 'node:module'; const require = createRequireForBundle(import.meta.url);",
		},
		logLevel: 'warning',
	});
	return outfile;
}

/** Removes what `buildFixture` made. */
export function removeFixture(file: string): void {
	rmSync(dirname(file), { recursive: true, force: true });
}
