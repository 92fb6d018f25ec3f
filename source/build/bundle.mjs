// Bundles the program into dist/, once for each executable: a bundled, minified React shows its first
// frame in about half the time of the loose modules.
import { execFileSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
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
