import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { callLockkeeper, type Ended } from './lockkeeper.ts';

// What can be refused without an engine. A stand-in on PATH says what the real one says (tried).

let directory: string;
beforeEach(async () => {
	directory = await mkdtemp(path.join(tmpdir(), 'lockkeeper-bad-input-'));
	await mkdir(path.join(directory, 'programs'));
	await mkdir(path.join(directory, 'stack'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const inStack = (...names: string[]) => path.join(directory, 'stack', ...names);
const callOnStack = (words: readonly string[]) =>
	callLockkeeper([...words, '--stack', inStack()], {
		environment: { PATH: path.join(directory, 'programs') },
	});

/** The refusal's text when nothing was written; where it stands depends on the front. */
async function refusal(ended: Ended): Promise<string> {
	expect(await readdir(directory)).toEqual(['programs', 'stack']);
	expect(await readdir(inStack())).not.toContain('.lockkeeper');
	return `${ended.stdout}\n${ended.said}`;
}

async function writeDocker(script: string): Promise<void> {
	const file = path.join(directory, 'programs', 'docker');
	await writeFile(file, `#!/bin/sh\n${script}\n`);
	await chmod(file, 0o755);
}

const composeFile = (text = 'services: {api: {image: "specivo/specivo:0.1.9"}}\n') =>
	writeFile(inStack('docker-compose.yml'), text);

const commands = ['check', 'upgrade', 'rollback', 'backup', 'restore-points'];

describe.each(commands)('%s', (command) => {
	test('in a directory without a Compose file: 2, names those it looked for', async () => {
		const ended = await callOnStack([command, '--yes']);
		expect(ended.exit).toBe(2);
		expect(await refusal(ended)).toMatch(
			/Expected a Compose file in .*stack \(.*docker-compose\.yml\), found none\.\nGo to the stack’s directory/s,
		);
	});

	test('where there is no docker program: 3, says what to install', async () => {
		await composeFile();
		const ended = await callOnStack([command, '--yes']);
		expect(ended.exit).toBe(3);
		expect(await refusal(ended)).toMatch(
			/Expected the docker program on PATH, found none\.\nNothing was changed\.\nInstall Docker Engine/,
		);
	});
});

describe('upgrade', () => {
	const upgrade = ['upgrade', '--to', '0.1.10', '--yes', '--plain'];

	test('with a directory that is not there: 2', async () => {
		const ended = await callLockkeeper(['upgrade', '--stack', inStack('nowhere'), '--yes']);
		expect(ended.exit).toBe(2);
		expect(await refusal(ended)).toMatch(
			/Expected a stack's directory, but .*nowhere is not a directory\.\nName the directory/,
		);
	});

	test('where the engine does not answer: 3, with what docker said', async () => {
		await composeFile();
		await writeDocker(
			'echo "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?" >&2; exit 1',
		);
		const ended = await callOnStack(upgrade);
		expect(ended.exit).toBe(3);
		expect(await refusal(ended)).toMatch(
			/The Docker engine does not answer: Cannot connect to the Docker daemon.*\nNothing was changed\.\nStart the engine/,
		);
	});

	test('without the right to the socket: 3, says how to get it', async () => {
		await composeFile();
		await writeDocker(
			'echo "permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: Get \\"http://%2Fvar%2Frun%2Fdocker.sock/v1.45/info\\": dial unix /var/run/docker.sock: connect: permission denied" >&2; exit 1',
		);
		const ended = await callOnStack(upgrade);
		expect(ended.exit).toBe(3);
		expect(await refusal(ended)).toMatch(
			/This user has no right to the Docker engine's socket: .*\nNothing was changed\.\nRun Lockkeeper with sudo/,
		);
	});

	test.each([
		['an older docker', "docker: 'compose' is not a docker command.\nSee 'docker --help'"],
		[
			'a newer docker',
			"unknown flag: --short\n\nUsage:  docker [OPTIONS] COMMAND [ARG...]\n\nRun 'docker --help' for more information",
		],
	])('with Compose v1 only, in the words of %s: 3, names the plugin', async (_, says) => {
		await composeFile();
		const words = path.join(directory, 'programs', 'words');
		await writeFile(words, says);
		await writeDocker(
			[
				'if [ "$1" = info ]; then echo \'{"ServerVersion":"26.1.5","Architecture":"x86_64"}\'; exit 0; fi',
				`while read -r line; do echo "$line"; done < ${words} >&2; exit 1`,
			].join('\n'),
		);
		const ended = await callOnStack(upgrade);
		expect(ended.exit).toBe(3);
		expect(await refusal(ended)).toMatch(
			/Expected Compose v2 \(`docker compose`\), found a docker program without the Compose plugin\.\nNothing was changed\.\nInstall the Compose plugin/,
		);
	});

	test('with a lockkeeper.yaml that is not valid: 2, with line and column', async () => {
		await composeFile();
		await writeFile(inStack('lockkeeper.yaml'), 'backups: /srv/backups\nwindows: nightly\n');
		const ended = await callOnStack(upgrade);
		expect(ended.exit).toBe(2);
		expect(await refusal(ended)).toMatch(/lockkeeper\.yaml, line \d+, column \d+: .*windows/);
	});
});

describe('the command line', () => {
	test.each([
		['an unknown command', ['update'], /Expected a command, one of upgrade, .*got “update”/],
		['an unknown option', ['upgrade', '--force'], /--force/],
		['an option without its value', ['upgrade', '--to'], /--to/],
		['a second version', ['upgrade', '0.1.10'], /Expected nothing after upgrade but options, got “0\.1\.10”/],
		['a fault on a real stack', ['upgrade', '--fault', 'unhealthy'], /--fault goes with practice only/],
	])('%s: 2, says what was expected', async (_, words, says) => {
		const ended = await callOnStack(words);
		expect(ended.exit).toBe(2);
		const text = await refusal(ended);
		expect(text).toMatch(says);
		expect(text).toContain('Nothing was changed.\nlockkeeper --help says what there is.');
	});

	test('a refusal as JSON is one line with exit code and text', async () => {
		const ended = await callOnStack(['upgrade', '--yes', '--json']);
		expect(ended.exit).toBe(2);
		expect(JSON.parse(ended.stdout)).toMatchObject({
			type: 'result',
			exit: 2,
			text: [expect.stringContaining('Expected a Compose file in'), ...Array(2).fill(expect.any(String))],
		});
	});
});
