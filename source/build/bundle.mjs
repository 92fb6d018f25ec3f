// Bundles the program into dist/, once for each executable: a bundled, minified React shows its first
// frame in about half the time of the loose modules.
import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync } from 'node:fs';
import process from 'node:process';
import { build } from 'esbuild';

rmSync('dist', { recursive: true, force: true });

await build({
	entryPoints: {
		cli: 'source/cli.ts',
		'host-engine-program': 'source/host-service/engine-program.ts',
		'managed-engine-program': 'source/managed/engine-program.ts',
		'sqlite-program': 'source/restore-points/sqlite/program.ts',
		'practice/stand-in-docker': 'source/practice/stand-in-docker.ts',
		'practice/world': 'source/practice/world.ts',
	},
	outdir: 'dist',
	bundle: true,
	splitting: true,
	platform: 'node',
	format: 'esm',
	target: 'node22',
	// PGlite finds its WebAssembly beside its own files.
	external: ['@electric-sql/*'],
	minifyWhitespace: true,
	minifySyntax: true,
	// An uncaught error shows its line: names stay, and no line is the whole program.
	lineLimit: 160,
	plugins: [{ name: 'yoga-without-fetch', setup: yogaWithoutFetch }],
	alias: { 'react-devtools-core': './source/build/empty.mjs' },
	define: { 'process.env.NODE_ENV': '"production"' },
	// Some CommonJS dependencies of Ink call require at run time.
	banner: {
		js: "import { createRequire as createRequireForBundle } from 'node:module'; const require = createRequireForBundle(import.meta.url);",
	},
	logLevel: 'warning',
});
cpSync('source/runbooks', 'dist/runbooks', { recursive: true });
cpSync('source/practice/stack', 'dist/practice/stack', { recursive: true });

// An empty PostgreSQL cluster, so that no practice computes one: as an archive, for a package keeps no empty directory.
const cluster = 'dist/practice/cluster';
const made = ['--no-warnings', 'dist/practice/world.js', 'make-cluster', cluster, 'specivo', 'specivo'];
execFileSync(process.execPath, made, { stdio: 'inherit' });
execFileSync('tar', ['-czf', `${cluster}.tar.gz`, '-C', cluster, '.'], { stdio: 'inherit' });
rmSync(cluster, { recursive: true });

/**
 * Yoga, Ink's layout, fetches its WebAssembly from an address that is the data itself. For that Node loads its whole HTTP
 * client, a tenth of the time to the first frame; where there is no fetch, Yoga decodes the data by itself.
 */
function yogaWithoutFetch({ onLoad, onEnd }) {
	let found = false;
	onLoad({ filter: /yoga-wasm-base64-esm\.js$/ }, ({ path }) => {
		found = true;
		return { contents: `const fetch = undefined;\n${readFileSync(path, 'utf8')}`, loader: 'js' };
	});
	onEnd(() => {
		if (!found)
			throw new Error(
				'Yoga has moved its WebAssembly: yogaWithoutFetch in source/build/bundle.mjs finds it no more',
			);
	});
}
