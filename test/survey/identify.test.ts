import { execFileSync } from 'node:child_process';
import {
	chmodSync,
	cpSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { OperatorError } from '../../source/host/errors.ts';
import { configDigest, identify } from '../../source/survey/identify.ts';
import { type StubAnswer, type StubDocker, stubDocker } from '../docker/stub-docker.ts';

/** Read for its defaults alone: what it means is Compose's to say, and the stub says it. */
const composeFile = `services: {nginx: {ports: ["\${SPECIVO_PORT:-9933}:80"]}}\n`;

const info: StubAnswer = {
	when: 'info --format',
	stdout: JSON.stringify({
		ServerVersion: '28.2.2',
		Architecture: 'x86_64',
		DockerRootDir: '/var/lib/docker',
		RegistryConfig: { Mirrors: ['http://127.0.0.1:5000/'] },
	}),
};
const composeVersion: StubAnswer = { when: 'compose version --short', stdout: 'v2.26.1-4\n' };
const config = (...images: readonly string[]): StubAnswer => ({
	when: 'config --format json',
	stdout: JSON.stringify({
		name: 'specivo',
		services: Object.fromEntries(images.map((image, index) => [`service-${index}`, { image }])),
	}),
});
const specivo = config('nginx:1-alpine', 'specivo/specivo:0.1.9');

let docker: StubDocker;
let directory: string;
beforeEach(() => {
	docker = stubDocker();
	docker.answers([info, composeVersion, specivo]);
	directory = mkdtempSync(join(tmpdir(), 'lockkeeper-stack-'));
	writeFileSync(join(directory, 'docker-compose.yml'), composeFile);
	writeFileSync(join(directory, '.env'), 'SPECIVO_VERSION=0.1.9\nPOSTGRES_PASSWORD=hunter22\n');
	writeFileSync(join(directory, '.env.local'), 'SECRET_KEY=0123456789abcdef0123456789abcdef\n');
});
afterEach(() => {
	docker.remove();
	rmSync(directory, { recursive: true, force: true });
});

/** All names below the stack's directory with their bytes. */
const content = () =>
	readdirSync(directory, { recursive: true, withFileTypes: true }).map((entry) => [
		join(entry.parentPath, entry.name),
		entry.isFile() ? readFileSync(join(entry.parentPath, entry.name), 'latin1') : '',
	]);

async function refused(path = directory): Promise<OperatorError> {
	const before = content();
	const error = await identify(path, docker.engine).then(
		() => new Error('it was not refused'),
		(reason: Error) => reason,
	);
	expect(content()).toEqual(before);
	if (error instanceof OperatorError) return error;
	throw error;
}

describe('a stack that is identified', () => {
	test('is told with its runbook, engine and files, and nothing is written', async () => {
		const before = content();
		const stack = await identify(directory, docker.engine);
		expect(stack).toMatchObject({
			name: 'specivo',
			directory,
			composeFile: join(directory, 'docker-compose.yml'),
			project: { directory, envFiles: ['.env', '.env.local'] },
			runbook: { app: 'Specivo' },
			engineFact: {
				version: '28.2.2',
				composeVersion: '2.26.1-4',
				architecture: 'amd64',
				rootDirectory: '/var/lib/docker',
				mirrors: ['http://127.0.0.1:5000/'],
			},
			envVariables: { SPECIVO_VERSION: '0.1.9' },
			backups: join(directory, '.lockkeeper', 'backups', 'specivo'),
		});
		expect(content()).toEqual(before);
	});

	test('asks the engine nothing that changes anything', async () => {
		await identify(directory, docker.engine);
		for (const words of docker.calls())
			expect(words.join(' ')).toMatch(/^(info|compose version|compose .*config) ?/);
	});

	test('an env file that is not there is not named to Compose', async () => {
		rmSync(join(directory, '.env.local'));
		const stack = await identify(directory, docker.engine);
		expect(stack.project.envFiles).toEqual(['.env']);
		expect(docker.calls().at(-1)).toEqual(['compose', '--env-file', '.env', 'config', '--format', 'json']);
	});

	test('the Compose file’s default stands where the env files say nothing', async () => {
		const { variables } = await identify(directory, docker.engine);
		expect([variables('SPECIVO_PORT'), variables('SPECIVO_VERSION'), variables('NO_SUCH_NAME')]).toEqual([
			'9933',
			'0.1.9',
			undefined,
		]);
	});

	test('the first of the names that Compose looks for counts', async () => {
		cpSync(join(directory, 'docker-compose.yml'), join(directory, 'compose.yaml'));
		expect((await identify(directory, docker.engine)).composeFile).toBe(join(directory, 'compose.yaml'));
	});

	test('settings move the restore points, relative to the stack', async () => {
		writeFileSync(join(directory, 'lockkeeper.yaml'), 'backups: ../elsewhere\n');
		expect((await identify(directory, docker.engine)).backups).toBe(join(directory, '../elsewhere/specivo'));
	});

	test('settings lengthen the silence after which a start counts as stuck', async () => {
		expect((await identify(directory, docker.engine)).runbook.migrations.quiet).toBe(180);
		writeFileSync(join(directory, 'lockkeeper.yaml'), 'quiet: 900\n');
		expect((await identify(directory, docker.engine)).runbook.migrations).toMatchObject({
			service: 'api',
			quiet: 900,
		});
	});

	test('settings name the runbook of an image that none would fit', async () => {
		docker.answers([info, composeVersion, config('registry.example/own/specivo:0.1.9')]);
		writeFileSync(join(directory, 'lockkeeper.yaml'), 'runbook: specivo\n');
		expect((await identify(directory, docker.engine)).runbook.app).toBe('Specivo');
	});
});

describe('bad input is refused: exit code, what was expected and found, what to do; nothing is written', () => {
	test('a directory without a Compose file', async () => {
		rmSync(join(directory, 'docker-compose.yml'));
		const error = await refused();
		expect(error.exit).toBe(2);
		expect(error.message).toBe(
			`Expected a Compose file in ${directory} (compose.yaml, compose.yml, docker-compose.yaml, docker-compose.yml), found none.`,
		);
		expect(error.advice.join(' ')).toContain('lockkeeper practice');
		expect(docker.calls()).toEqual([]);
	});

	test.each(['missing', 'docker-compose.yml'])('not a directory: %s', async (name) => {
		const path = join(directory, name);
		const error = await refused(path);
		expect(error.exit).toBe(2);
		expect(error.message).toBe(`Expected a stack's directory, but ${path} is not a directory.`);
	});

	test.each([
		[
			'a key that is none',
			'validating docker-compose.yml: services.api Additional property imag is not allowed',
		],
		['broken YAML', 'yaml: line 2: did not find expected node content'],
		[
			'a variable without a value',
			'error while interpolating services.api.image: required variable V is missing a value: set V',
		],
	])('a Compose file that Compose refuses: %s', async (_condition, stderr) => {
		docker.answers([info, composeVersion, { when: 'config --format json', stderr, exit: 15 }]);
		const error = await refused();
		expect(error.exit).toBe(2);
		expect(error.message).toBe(`Compose cannot read this stack's files: ${stderr}`);
		expect(error.advice.join(' ')).toContain('docker compose --env-file .env config --format json');
	});

	test('no docker program', async () => {
		docker.uninstall();
		const error = await refused();
		expect(error.exit).toBe(3);
		expect(error.message).toBe('Expected the docker program on PATH, found none.');
	});

	// As Docker 28.2 answers: JSON without a server on stdout, the problem on stderr.
	const noServer = JSON.stringify({ ID: '', Architecture: '', DockerRootDir: '' });

	test('no engine', async () => {
		const stderr =
			'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?';
		docker.answers([{ when: 'info', stdout: noServer, stderr, exit: 1 }, composeVersion, specivo]);
		const error = await refused();
		expect(error.exit).toBe(3);
		expect(error.message).toBe(`The Docker engine does not answer: ${stderr}`);
	});

	test('no engine, said with exit code 0', async () => {
		const stdout = JSON.stringify({ ServerErrors: ['Cannot connect to the Docker daemon.'] });
		docker.answers([{ when: 'info', stdout }, composeVersion, specivo]);
		const error = await refused();
		expect(error.exit).toBe(3);
		expect(error.message).toBe('The Docker engine does not answer: Cannot connect to the Docker daemon.');
	});

	test('no right to its socket', async () => {
		const stderr =
			'permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: dial unix /var/run/docker.sock: connect: permission denied';
		docker.answers([{ when: 'info', stdout: noServer, stderr, exit: 1 }, composeVersion, specivo]);
		const error = await refused();
		expect(error.exit).toBe(3);
		expect(error.message).toBe(`This user has no right to the Docker engine's socket: ${stderr}`);
		expect(error.advice.join(' ')).toContain('docker group');
	});

	test('Compose v1 only: docker without its plugin', async () => {
		// Docker 28.2 with the plugin taken away.
		const stderr =
			"unknown flag: --short\n\nUsage:  docker [OPTIONS] COMMAND [ARG...]\n\nRun 'docker --help' for more information";
		docker.answers([info, { when: 'compose version', stderr, exit: 125 }]);
		const error = await refused();
		expect(error.exit).toBe(3);
		expect(error.message).toBe(
			'Expected Compose v2 (`docker compose`), found a docker program without the Compose plugin.',
		);
		expect(error.advice.join(' ')).toContain('docker-compose v1 is not enough');
	});

	test('Compose that answers with an error of its own', async () => {
		docker.answers([info, { when: 'compose version', stderr: 'exec format error', exit: 1 }]);
		expect((await refused()).message).toBe(
			'Expected Compose v2 (`docker compose`), but it does not answer: exec format error',
		);
	});

	test('an app that no runbook fits', async () => {
		docker.answers([info, composeVersion, config('nginx:1', 'ghost:5')]);
		const error = await refused();
		expect(error.exit).toBe(2);
		expect(error.message).toMatch(
			/^No runbook fits this stack\. Its images are nginx:1, ghost:5; there are runbooks for .*specivo/,
		);
		expect(error.advice.join(' ')).toContain('`runbook: NAME`');
	});

	test('a stack that only builds has no image to tell it by', async () => {
		docker.answers([info, composeVersion, config()]);
		expect((await refused()).message).toContain('Its images are none;');
	});

	test('lockkeeper.yaml names a runbook there is not', async () => {
		writeFileSync(join(directory, 'lockkeeper.yaml'), 'runbook: specivio\n');
		const error = await refused();
		expect(error.exit).toBe(2);
		expect(error.message).toContain(
			'lockkeeper.yaml, line 1, column 10: runbook: expected repod, semaphor, sovecom, specivo, svrunner or a file beside the Compose file, found “specivio”.',
		);
	});

	test('lockkeeper.yaml with an unknown key: before the engine is asked', async () => {
		writeFileSync(join(directory, 'lockkeeper.yaml'), 'runbook: specivo\nbackup: ../x\n');
		const error = await refused();
		expect(error.exit).toBe(2);
		expect(error.message).toContain('lockkeeper.yaml, line 2, column 1: the file: ');
		expect(docker.calls()).toEqual([]);
	});

	test.each<[string, string | Buffer, RegExp]>([
		[
			'a line that is no assignment',
			'SPECIVO_VERSION=0.1.9\nthis is no line\n',
			/\.env: Line 2: expected NAME=value/,
		],
		['a quote that is never closed', 'A="x\nB=1\n', /\.env: Line 1: .*never closed/],
		['bytes that are no text', Buffer.from([0x41, 0x3d, 0xff, 0xfe, 0x0a]), /\.env: Expected text in UTF-8/],
		['a NUL byte', 'A=1\nB=\0\n', /\.env: Expected text in UTF-8, found a NUL byte in line 2/],
	])('a dirty .env: %s', async (_condition, text, message) => {
		writeFileSync(join(directory, '.env'), text);
		const error = await refused();
		expect(error.exit).toBe(3);
		expect(error.message).toMatch(message);
		expect(error.advice).toContain('Nothing was changed.');
	});

	test('a dirty .env that Compose refuses first: the line is named all the same', async () => {
		writeFileSync(join(directory, '.env'), 'SPECIVO_VERSION=0.1.9\nthis is no line\n');
		docker.answers([
			info,
			composeVersion,
			{ when: 'config', stderr: 'failed to read .env: unexpected character', exit: 1 },
		]);
		const error = await refused();
		expect(error.message).toMatch(/\.env: Line 2: expected NAME=value/);
	});

	test('a dirty second env file is named', async () => {
		writeFileSync(join(directory, '.env.local'), 'no assignment here\n');
		expect((await refused()).message).toContain(join(directory, '.env.local'));
	});

	test('an unreadable .env', async () => {
		// Root reads every file: a directory in its place is unreadable to everybody.
		rmSync(join(directory, '.env'));
		if (process.getuid?.() === 0) mkdirSync(join(directory, '.env'));
		else {
			writeFileSync(join(directory, '.env'), 'A=1\n');
			chmodSync(join(directory, '.env'), 0o000);
		}
		const error = await refused();
		expect(error.exit).toBe(3);
		expect(error.message).toContain(`${join(directory, '.env')} cannot be read`);
		expect(error.advice.join(' ')).toContain('.env');
	});

	test('no message shows a value of an env file', async () => {
		writeFileSync(join(directory, '.env'), 'POSTGRES_PASSWORD=hunter22\nhunter22 again\n');
		const error = await refused();
		expect([error.message, ...error.advice].join(' ')).not.toContain('hunter22');
	});
});

describe('the digest of the configuration', () => {
	const digest = () =>
		configDigest(join(directory, 'docker-compose.yml'), { directory, envFiles: ['.env', '.env.local'] });

	test.each(['docker-compose.yml', '.env', '.env.local'])('tells an edit of %s', (name) => {
		const before = digest();
		expect(digest()).toBe(before);
		writeFileSync(join(directory, name), `${readFileSync(join(directory, name), 'utf8')}\n`);
		expect(digest()).not.toBe(before);
	});

	test('tells a line that moved from one file to the other', () => {
		const before = digest();
		writeFileSync(join(directory, '.env'), 'SPECIVO_VERSION=0.1.9\n');
		writeFileSync(
			join(directory, '.env.local'),
			'POSTGRES_PASSWORD=hunter22\nSECRET_KEY=0123456789abcdef0123456789abcdef\n',
		);
		expect(digest()).not.toBe(before);
	});
});

test('the stub’s PATH holds no other program', () => {
	expect(() => execFileSync('ls', { env: docker.engine.environment, stdio: 'ignore' })).toThrow();
});
