import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseComposeConfig } from '../../../source/survey/compose-config.ts';
import { readRevisionByCommand, revisionIn } from '../../../source/survey/schema/command.ts';
import {
	readCurrentSchema,
	readImageHead,
	revisionCommands,
	revisionService,
	tellsHead,
	tellsRevision,
} from '../../../source/survey/schema/revision.ts';
import { type StubAnswer, type StubDocker, stubDocker } from '../../docker/stub-docker.ts';
import { stackFixture } from '../../steps/context-fixture.ts';
import { specivoRunbook } from '../facts-fixture.ts';

describe('what a program prints', () => {
	test.each([
		['one line', '42\n', '42'],
		['blanks around it', '\n   2026_06_15 add tags \r\n\n', '2026_06_15 add tags'],
		['colours', '\u001b[32mv7\u001b[0m\n', 'v7'],
	])('%s', (_condition, stdout, revision) => {
		expect(revisionIn(stdout, 'app schema in api')).toBe(revision);
	});

	test.each([
		['nothing', ' \n\n', 'it printed nothing'],
		['several lines', 'Database: app\nRevision: 7\n', 'it printed 2 lines: “Database: app”, “Revision: 7”'],
		['a page', 'a\nb\nc\nd\n', 'it printed 4 lines: “a”, “b”, “c” and more'],
		['a line that is none', 'x'.repeat(201), `its line has 201 characters: “${'x'.repeat(60)}…”`],
	])('%s is an error', (_condition, stdout, found) => {
		expect(() => revisionIn(stdout, 'app schema in api')).toThrow(
			expect.objectContaining({
				exit: 3,
				message: `Expected the schema’s revision from app schema in api, one line of at most 200 characters; ${found}.`,
				advice: [expect.stringContaining('print the revision alone')],
			}),
		);
	});
});

describe('asked', () => {
	let docker: StubDocker;
	let directory: string;
	beforeEach(() => {
		docker = stubDocker();
		directory = mkdtempSync(join(tmpdir(), 'lockkeeper-schema-command-'));
		for (const name of ['docker-compose.yml', '.env']) writeFileSync(join(directory, name), '');
	});
	afterEach(() => {
		docker.remove();
		rmSync(directory, { recursive: true, force: true });
	});

	const inApi = { service: 'api', run: ['app', 'schema', '--short'] };
	const withNewest = { ...inApi, newest: ['app', 'migrations'] };
	const stackOf = (command: typeof inApi | typeof withNewest | { run: string[] }) =>
		stackFixture(directory, docker.engine, {
			runbook: { ...specivoRunbook, schema: { command }, data: [{ files: ['.env'] }] },
			config: parseComposeConfig('{"name":"app","services":{"api":{"image":"team/app:1.0.0"},"web":{}}}'),
		});
	const answered = (answer: Omit<StubAnswer, 'when'>) => docker.answers([{ when: 'app', ...answer }]);

	test('in the container of its service, without a database among the data', async () => {
		answered({ stdout: '42\n', stderr: 'warning: no colours\n' });
		expect(await readCurrentSchema(stackOf(inApi))).toEqual({ current: '42' });
		expect(docker.calls()).toEqual([
			['compose', '--env-file', '.env', 'exec', '-T', 'api', 'app', 'schema', '--short'],
		]);
	});

	test('on this host, in the directory of the stack', async () => {
		writeFileSync(join(directory, 'revision.sh'), '#!/bin/sh\npwd -P\n', { mode: 0o755 });
		expect(await readCurrentSchema(stackOf({ run: ['./revision.sh'] }))).toEqual({
			current: realpathSync(directory),
		});
		await expect(readCurrentSchema(stackOf({ run: ['./other.sh'] }))).rejects.toThrow(
			'./other.sh could not be started (ENOENT)',
		);
	});

	test('the newest one of an image, in a container of its own', async () => {
		answered({ stdout: '43\n' });
		expect(await readImageHead(stackOf(withNewest), 'team/app:1.1.0')).toBe('43');
		expect(docker.calls()).toEqual([
			[
				'run',
				'--rm',
				'--pull',
				'never',
				'--network',
				'none',
				'--entrypoint',
				'app',
				'team/app:1.1.0',
				'migrations',
			],
		]);
		expect(await readImageHead(stackOf(inApi), 'team/app:1.1.0')).toBeUndefined();
	});

	test('who tells what, and how it is asked by hand', () => {
		const { engine, project } = stackOf(inApi);
		const of = (command: Parameters<typeof stackOf>[0]) => {
			const { runbook } = stackOf(command);
			return {
				tells: [tellsRevision(runbook), tellsHead(runbook), revisionService(runbook)],
				byHand: revisionCommands(runbook, engine, project).map(({ argv }) => argv.slice(-3).join(' ')),
			};
		};
		expect(of(inApi)).toEqual({ tells: [true, false, undefined], byHand: ['app schema --short'] });
		expect(of(withNewest)).toEqual({
			tells: [true, true, 'api'],
			byHand: ['app schema --short', 'api app migrations'],
		});
		expect(of({ run: ['./revision.sh'] }).byHand).toEqual(['./revision.sh']);
	});

	const failures: readonly [string, Omit<StubAnswer, 'when'>, RegExp][] = [
		[
			'ends with another code than 0',
			{ stdout: '42\n', stderr: 'no \u001b[31mdatabase\n', exit: 4 },
			/^docker compose .* app schema --short ended with exit code 4: no database$/,
		],
		[
			'has no container',
			{ stderr: 'service "api" is not running\n', exit: 1 },
			/ended with exit code 1: service "api" is not running$/,
		],
		[
			'prints nothing',
			{},
			/^Expected the schema’s revision from app schema --short in api, .*it printed nothing/,
		],
		[
			'prints without an end',
			{ stdout: 'x'.repeat(70_000) },
			/app schema --short said more than is expected of it, and was ended$/,
		],
	];
	test.each(failures)('one that %s', async (_what, answer, message) => {
		answered(answer);
		const asked = readCurrentSchema(stackOf(inApi));
		await expect(asked).rejects.toThrow(message);
		await expect(asked).rejects.toMatchObject({ exit: 3 });
	});

	test('one that hangs is ended at its deadline', async () => {
		docker.answers([{ when: 'app', wait: 'for ever' }]);
		const stack = stackOf(inApi);
		const hurried = { ...stack, engine: { ...stack.engine, hurry: { when: 'app schema', deadline: 300 } } };
		await expect(readCurrentSchema(hurried)).rejects.toThrow(
			'hung: it did not end within 20 s, and was ended',
		);
	});

	test('a service that is not there is named with those that are', async () => {
		const stack = stackOf({ ...inApi, service: 'app' });
		await expect(readCurrentSchema(stack)).rejects.toMatchObject({
			message:
				'The runbook asks app for the schema’s revision, and the Compose file has no such service, but api and web.',
			advice: ['Correct schema.command.service in the runbook.'],
		});
		expect(docker.calls()).toEqual([]);
	});

	test('the operator’s wish to stop is passed on', async () => {
		docker.answers([{ when: 'app', wait: 'for ever' }]);
		const stop = AbortSignal.timeout(300);
		const stack = stackOf(inApi);
		await expect(readRevisionByCommand(stack, inApi, stop)).rejects.toThrow('was stopped');
	});
});
