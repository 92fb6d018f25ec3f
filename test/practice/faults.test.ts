import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as docker from '../../source/docker/arguments.ts';
import type { Command } from '../../source/docker/command.ts';
import { type Call, CallFailure } from '../../source/practice/engine/call.ts';
import { StandInEngine } from '../../source/practice/engine/engine.ts';
import { route } from '../../source/practice/engine/route.ts';
import type { PracticeFault } from '../../source/practice/faults.ts';
import { writeStack } from '../../source/practice/files.ts';
import { imageCatalogue } from '../../source/practice/images.ts';
import { postgresProgram } from '../../source/practice/postgres/programs.ts';
import type { DatabaseServer } from '../../source/practice/postgres/server.ts';
import { openRegistry, type Registry } from '../../source/practice/registry.ts';
import { releasesWith } from '../../source/practice/releases.ts';

const catalogue = imageCatalogue(releasesWith(undefined, '0.1.9'), 'amd64');
const directory = mkdtempSync(join(tmpdir(), 'practice-faults-'));
writeStack(directory, '0.1.9', 20_124);
const pullApi = docker.pull(
	{ executable: 'docker', options: [], environment: {} },
	{ directory, envFiles: ['.env'] },
	['api'],
);
let registry: Registry;

beforeAll(async () => {
	registry = await openRegistry(catalogue);
});
afterAll(async () => {
	await registry.close();
	rmSync(directory, { recursive: true, force: true });
});

/** A call of the engine inside this process, and what it said. */
async function answer(engine: StandInEngine, command: Command) {
	let said = '';
	const collect = async (text: string | Uint8Array) => {
		said += Buffer.from(text).toString();
	};
	const code = await route(engine, callWith(command.argv.slice(1), command.cwd ?? '/', collect, collect));
	return { code, said };
}

const callWith = (
	argv: readonly string[],
	cwd: string,
	stdout: Call['stdout'],
	stderr: Call['stderr'],
): Call => ({
	argv,
	cwd,
	environment: {},
	stdin: (async function* () {})(),
	stdout,
	stderr,
	signal: new AbortController().signal,
});

const engineWith = (fault: PracticeFault, mirror: string) =>
	new StandInEngine(catalogue, { directory: '/nowhere', fault, slowSeconds: 1 }, mirror);

test('disk-full: a pull ends when its layer is written, and the image is not there', async () => {
	const engine = engineWith('disk-full', registry.address);
	// One layer is missing then, as in any upgrade.
	engine.keep('specivo/specivo:0.1.10');
	const { code, said } = await answer(engine, pullApi);
	expect(code).toBe(18);
	expect(said).toContain('no space left on device');
	expect(engine.image('specivo/specivo:0.1.9')).toBeUndefined();
});

/** A server whose dump is known. */
const dumping = {
	connect: async () => ({ database: 'specivo' }),
	disconnect: async () => {},
	dump: async () => `${'-- a line of the dump\n'.repeat(10_000)}-- PostgreSQL database dump complete\n`,
} as unknown as DatabaseServer;

test.each([
	['bad-dump', 0, ''],
	['disk-full', 1, 'No space left on device'],
] as const)('%s: the dump is cut in the middle and ends with %i', async (fault, code, words) => {
	let dump = '';
	let said = '';
	const call = callWith(
		['pg_dump', '-U', 'specivo'],
		'/',
		async (text) => {
			dump += Buffer.from(text).toString();
		},
		async (text) => {
			said += text;
		},
	);
	expect(await postgresProgram(dumping, fault, call)).toBe(code);
	expect(dump.length).toBeGreaterThan(100_000);
	expect(dump).not.toContain('dump complete');
	expect(said).toContain(words);
});

test('a database program without a server says so', () => {
	const call = callWith(
		['psql'],
		'/',
		async () => {},
		async () => {},
	);
	expect(() => postgresProgram(undefined, undefined, call)).toThrow(CallFailure);
});

test('registry-down: a pull says that the mirror refuses connections', async () => {
	const gone = await openRegistry(catalogue);
	await gone.close();
	const engine = engineWith('registry-down', gone.address);
	const { code, said } = await answer(engine, pullApi);
	expect(code).toBe(18);
	expect(said).toMatch(/ api Error Get "http:\/\/127\.0\.0\.1:\d+\/v2\/": .* connection refused/);
});
