// Touches the world: a program in docker's place that never answers.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { executeIn } from '../../source/docker/arguments.ts';
import { CommandError } from '../../source/docker/command-error.ts';
import type { Engine } from '../../source/docker/engine.ts';
import { run } from '../../source/docker/run.ts';
import type { OperatorError } from '../../source/host/errors.ts';
import { processStart } from '../../source/host/processes.ts';
import { storeOutput } from '../../source/restore-points/artifact/container-program.ts';
import { keepImages } from '../../source/steps/keep-images.ts';
import { pull } from '../../source/steps/pull.ts';
import { stop } from '../../source/steps/stop.ts';
import { up } from '../../source/steps/up.ts';
import { askDatabase } from '../../source/survey/ask-database.ts';
import { parseComposeConfig } from '../../source/survey/compose-config.ts';
import { readConfig } from '../../source/survey/identify.ts';
import { readAlembicHead } from '../../source/survey/schema/alembic.ts';
import { listContainers } from '../../source/survey/services.ts';
import { contextFixture, stackFixture, stepFixture } from '../steps/context-fixture.ts';
import { type StubDocker, stubDocker } from './stub-docker.ts';

let docker: StubDocker;
let directory: string;
beforeEach(() => {
	docker = stubDocker();
	directory = mkdtempSync(join(tmpdir(), 'lockkeeper-hang-'));
	for (const name of ['docker-compose.yml', '.env']) writeFileSync(join(directory, name), '');
});
afterEach(() => {
	docker.remove();
	rmSync(directory, { recursive: true, force: true });
});

const project = () => ({ directory, envFiles: ['.env'] });
const context = (engine: Engine) => contextFixture(stackFixture(directory, engine));
const containers = [
	{ when: 'ps --all', stdout: 'one' },
	{
		when: 'container inspect',
		stdout: JSON.stringify([
			{
				...{ Id: 'one', Image: 'i' },
				State: { Status: 'running', ExitCode: 0 },
				Config: { Image: 'specivo/specivo:0.1.9', Labels: { 'com.docker.compose.service': 'api' } },
			},
		]),
	},
];

type Row = readonly [
	what: string,
	hangsAt: string,
	call: (engine: Engine) => Promise<unknown>,
	/** What hung, and after how long. */
	message: RegExp,
	/** What state it left. */
	state: RegExp,
];

/** A deadline that counts the whole, in place of a standstill. */
const within: readonly Row[] = [
	[
		'docker compose ps',
		'ps --all',
		(engine) => listContainers(engine, project()),
		/^docker compose --env-file \.env ps --all --quiet hung: it did not end within 20 s, and was ended$/,
		/changed nothing/,
	],
	[
		'docker container inspect',
		'container inspect',
		(engine) => listContainers(engine, project()),
		/^docker container inspect one hung: it did not end within 20 s/,
		/changed nothing/,
	],
	[
		'docker compose config',
		'config',
		(engine) => readConfig(engine, project()),
		/config --format json hung: it did not end within 30 s/,
		/Nothing was changed/,
	],
	[
		'psql',
		'psql',
		(engine) =>
			askDatabase(engine, project(), { service: 'db', user: 'specivo', database: 'specivo' }, 'SELECT 1'),
		/exec -T db psql .* hung: it did not end within 20 s/,
		/inside the container may go on/,
	],
	[
		'docker compose stop',
		'stop',
		(engine) => stop.act(context(engine), stepFixture('stop')),
		/ stop .* hung: it did not end within 2 min/,
		/Which containers run now: docker compose ps --all/,
	],
	[
		'docker compose stop, where a service gets five minutes',
		'stop',
		(engine) => {
			const services = { api: { stop_grace_period: '5m0s' } };
			const config = parseComposeConfig(JSON.stringify({ name: 'specivo', services }));
			return stop.act(contextFixture(stackFixture(directory, engine, { config })), stepFixture('stop'));
		},
		/ stop .* hung: it did not end within 6 min 50 s/,
		/Which containers run now/,
	],
	[
		'docker run --rm',
		'run --rm',
		(engine) => readAlembicHead(engine, 'specivo/specivo:0.1.10'),
		/^docker run --rm .* alembic .* hung: it did not end within 1 min/,
		/Its container may go on/,
	],
	[
		'docker image tag',
		'image tag',
		(engine) => keepImages.act(context(engine), stepFixture('keep-images')),
		/^docker image tag .* hung: it did not end within 20 s/,
		/No container was touched/,
	],
];

const standing: readonly Row[] = [
	[
		'docker compose pull',
		'pull',
		(engine) => pull.act(context(engine), stepFixture('pull', { version: '0.1.10' })),
		/ pull .* hung: nothing moved for 15 min, and was ended/,
		/No container was touched/,
	],
	[
		'pg_dump',
		'pg_dump',
		(engine) =>
			storeOutput(
				{ engine },
				{ packs: false, command: (argv) => executeIn(engine, 'db', argv) },
				['pg_dump', 'specivo'],
				join(directory, 'dump.zst'),
			),
		/^docker exec --interactive db pg_dump specivo hung: nothing moved for 15 min/,
		/inside the container may go on there; what it had written so far is not used/,
	],
	[
		'pg_dump that packs itself',
		'pg_dump',
		(engine) =>
			storeOutput(
				{ engine },
				{ packs: true, command: (argv) => executeIn(engine, 'db', argv) },
				['pg_dump', 'specivo'],
				join(directory, 'dump.zst'),
			),
		/^docker exec --interactive db pg_dump specivo hung: nothing moved for 15 min/,
		/inside the container may go on there/,
	],
	[
		'docker compose up',
		'up --detach',
		(engine) => up.act(context(engine), stepFixture('up', { version: '0.1.10' })),
		/ up --detach .* hung: nothing moved for 15 min/,
		/Which containers run now: docker compose ps --all/,
	],
];

async function failure(call: Promise<unknown>): Promise<OperatorError> {
	const error = await call.then(
		() => new Error('it ended well'),
		(reason: Error) => reason,
	);
	if (!(error instanceof Error) || !('advice' in error)) throw error;
	return error as OperatorError;
}

/** Processes of the stub that still run. */
const left = () =>
	readdirSync('/proc').filter((pid) => {
		if (!/^\d+$/.test(pid) || processStart(Number(pid)) === undefined) return false;
		try {
			return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(docker.engine.environment.PATH ?? '-');
		} catch {
			return false;
		}
	});

const cases = [
	...within.map((row) => [...row, { deadline: 400, insist: 100 }] as const),
	...standing.map((row) => [...row, { standstill: 1000, insist: 100 }] as const),
];
describe.each([
	['heeds', false],
	['does not heed', true],
])('one that hangs and %s a request to end', (_how, stubborn) => {
	test.each(cases)('%s: is ended, and told', async (_what, hangsAt, call, message, state, hurry) => {
		docker.answers([{ when: hangsAt, wait: join(directory, 'never'), stubborn }, ...containers]);
		const error = await failure(call({ ...docker.engine, hurry: { ...hurry, when: hangsAt } }));
		expect(error.message).toMatch(message);
		expect(error.exit).toBe(3);
		expect(error.advice.join(' ')).toMatch(state);
		expect(error.advice.join(' ')).toMatch(/does not answer.* docker info; docker compose ps; df/);
		expect(left()).toEqual([]);
	});
});

describe('one that grows', () => {
	const slowly = (engine: Engine) =>
		storeOutput(
			{ engine },
			{
				packs: false,
				command: () => ({ argv: ['sh', '-c', 'for i in 1 2 3 4 5 6 7 8; do sleep 0.3; echo $i; done'] }),
			},
			['pg_dump'],
			join(directory, 'slow.zst'),
		);

	test('goes on for longer than it may stand still', async () => {
		const began = performance.now();
		await slowly({ ...docker.engine, environment: {}, hurry: { standstill: 1200, when: 'sleep' } });
		expect(performance.now() - began).toBeGreaterThan(2000);
		expect(existsSync(join(directory, 'slow.zst'))).toBe(true);
	});

	test('an `up` that waits for a migration is left to those who watch it', async () => {
		const never = join(directory, 'never');
		const [ps] = containers;
		const started = {
			when: 'container inspect',
			stdout: JSON.stringify([
				{
					...{ Id: 'one', Image: 'i' },
					State: { Status: 'running', ExitCode: 0 },
					Config: { Image: 'specivo/specivo:0.1.10', Labels: { 'com.docker.compose.service': 'api' } },
				},
			]),
		};
		docker.answers([{ when: 'up --detach', wait: never }, ps, started].flatMap((each) => each ?? []));
		const ends = new AbortController();
		const given = {
			...context({ ...docker.engine, hurry: { standstill: 400, insist: 100, when: 'up --detach' } }),
			planEnds: ends.signal,
		};
		await up.act(given, stepFixture('up', { version: '0.1.10' }));
		const background = given.background.get('up');
		let ended = false;
		background
			?.catch(() => {})
			.finally(() => {
				ended = true;
			});
		await new Promise((resolve) => setTimeout(resolve, 1500));
		expect(ended).toBe(false);
		ends.abort();
		await expect(background).rejects.toThrow(/was stopped/);
	});
});

test('what it started and left behind holds nobody up', async () => {
	// docker starts Compose as a program of its own, which keeps the pipe to us open.
	const argv = ['sh', '-c', 'trap "" TERM; sleep 300'];
	const began = performance.now();
	const error = await failure(
		run(
			{ ...docker.engine, environment: {}, hurry: { deadline: 200, insist: 200, when: 'trap' } },
			{ argv },
			{ deadline: 20_000 },
		),
	);
	expect(error).toBeInstanceOf(CommandError);
	expect((error as CommandError).timedOut).toBe(true);
	expect(performance.now() - began).toBeLessThan(5000);
});
