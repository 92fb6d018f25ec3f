// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Compose writes its variables like that.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { projectAsJson, readProject } from '../../source/practice/compose/project.ts';
import { CallFailure } from '../../source/practice/engine/call.ts';
import { writeStack } from '../../source/practice/files.ts';

const directory = mkdtempSync(join(tmpdir(), 'practice-config-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
writeStack(directory, '0.1.9', 20_123);

const answers = spawnSync('docker', ['compose', 'version', '--short'], { encoding: 'utf8' });
const skip = answers.status !== 0;
if (skip) console.log('Not compared with the real Compose: `docker compose` does not answer here.');

const ours = (cwd: string, envFiles: readonly string[], environment: Record<string, string> = {}) =>
	JSON.parse(
		projectAsJson(
			readProject(
				{
					argv: [],
					cwd,
					environment,
					stdin: (async function* () {})(),
					stdout: async () => {},
					stderr: async () => {},
					signal: new AbortController().signal,
				},
				envFiles,
			),
		),
	);

function theirs(cwd: string, envFiles: readonly string[], environment: Record<string, string> = {}) {
	const argv = ['compose', ...envFiles.flatMap((file) => ['--env-file', file]), 'config', '--format', 'json'];
	const { stdout, stderr, status } = spawnSync('docker', argv, {
		cwd,
		encoding: 'utf8',
		env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ...environment },
	});
	if (status !== 0) throw new Error(stderr);
	return JSON.parse(stdout);
}

test.skipIf(skip).each([
	['both env files', ['.env', '.env.local'], {}],
	['none named', [], {}],
	['a variable of the shell', ['.env', '.env.local'], { SPECIVO_VERSION: '0.4.0' }],
])('the practice stack resolves as Compose resolves it: %s', (_, envFiles, environment) => {
	expect(ours(directory, envFiles, environment)).toEqual(theirs(directory, envFiles, environment));
});

test.skipIf(skip)('short and long forms resolve as Compose resolves them', () => {
	const other = mkdtempSync(join(tmpdir(), 'practice-other-'));
	try {
		writeFileSync(join(other, 'e'), 'export Q=1\nR="a $Q" # c\nS=x y # d\nT=\'$Q\'\nU=${NO:-def}\nV=a#b\n');
		writeFileSync(
			join(other, 'docker-compose.yml'),
			`services:
  a:
    image: \${X:-redis:7-alpine}
    environment: [A=1, "C=$$x"]
    labels: {a: "1"}
    ports: ["80", "127.0.0.1:90:91/udp", "100:101"]
    volumes: ["./data:/x:ro", /anonymous]
    env_file: e
    command: sh -c 'echo "two words"'
    depends_on: [b]
    healthcheck: {test: "curl x", interval: 1m, timeout: 90s, retries: 2}
  b: {image: nginx, entrypoint: [], restart: always}
`,
		);
		expect(ours(other, [])).toEqual(theirs(other, []));
	} finally {
		rmSync(other, { recursive: true, force: true });
	}
});

test.each([
	['services:\n  a: [\n', /^yaml: line/],
	['services:\n  a:\n    imag: x\n', /Additional property imag is not allowed/],
	['services:\n  a: {}\n', /neither an image nor a build context/],
	[
		'services:\n  a:\n    image: ${X:?must be set}\n',
		/services\.a\.image: required variable X is missing a value: must be set/,
	],
])('a file that is not valid ends with 15: %j', (content, words) => {
	const bad = mkdtempSync(join(tmpdir(), 'practice-bad-'));
	try {
		writeFileSync(join(bad, 'docker-compose.yml'), content);
		expect(() => ours(bad, [])).toThrow(
			expect.objectContaining({ exitCode: 15, message: expect.stringMatching(words) }),
		);
	} finally {
		rmSync(bad, { recursive: true, force: true });
	}
});

test('no file ends with 14', () => {
	expect(() => ours('/nowhere', [])).toThrow(CallFailure);
});
