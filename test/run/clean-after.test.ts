// Touches the world: a practice stack, and processes that nobody waits for.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import * as docker from '../../source/docker/arguments.ts';
import { runVariable } from '../../source/host/orphans.ts';
import { processStart } from '../../source/host/processes.ts';
import type { PracticeStack } from '../../source/practice/open-practice-stack.ts';
import { openSession, serverOfService } from '../../source/restore-points/postgres/server.ts';
import { throwAwayLabels } from '../../source/restore-points/throw-away.ts';
import { cleanAfter } from '../../source/run/clean-after.ts';
import { identify } from '../../source/survey/identify.ts';
import { type StubDocker, stubDocker } from '../docker/stub-docker.ts';
import { openPracticeQuickly } from '../practice/open-quickly.ts';
import { onStack } from '../practice/opened-stack.ts';
import { stackFixture } from '../steps/context-fixture.ts';

const run = '20260615T021000Z-ab12';
const other = '20260615T021000Z-cd34';
const orphans: number[] = [];
afterEach(() => {
	for (const pid of orphans.splice(0)) if (processStart(pid) !== undefined) process.kill(pid, 'SIGKILL');
});

/** A program of a run whose parent has ended. */
async function orphanOf(id: string): Promise<number> {
	const child = spawn('sh', ['-c', 'sleep 300 >/dev/null 2>&1 & echo $!'], {
		env: { PATH: process.env.PATH, [runVariable]: id },
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	const [text] = await once(child.stdout, 'data');
	await once(child, 'exit');
	const pid = Number(text);
	orphans.push(pid);
	// The shell tells the number before its copy of itself has become the program.
	await vi.waitFor(() => expect(readFileSync(`/proc/${pid}/comm`, 'utf8')).toBe('sleep\n'), {
		timeout: 10_000,
	});
	return pid;
}

describe('a run that was killed while it took a restore point', () => {
	let practice: PracticeStack;
	beforeAll(async () => {
		practice = await openPracticeQuickly({ rows: 100 });
		await practice.ready;
	});
	afterAll(() => practice.close());

	test('what it left is gone, and what is another run’s or in use stays', async () => {
		const on = onStack(practice);
		const stack = await identify(practice.directory, practice.engine);
		const program = await orphanOf(run);
		const stays = await orphanOf(other);
		const context = (id: string) => ({
			...{ engine: stack.engine, project: stack.project, run: id, onProgress: () => {} },
		});
		const session = (id: string) =>
			openSession(context(id), serverOfService(context(id), 'db', 'specivo'), 'specivo');
		const [left, living] = [session(run), session(other)];
		expect(await left.ask('SELECT 1;')).toEqual(['1']);
		expect(await living.ask('SELECT 1;')).toEqual(['1']);
		const container = async (id: string) =>
			on.call(
				docker.runThrowAway(stack.engine, {
					name: `throw-away-${id}`,
					image: 'pgvector/pgvector:pg18',
					labels: throwAwayLabels(context(id)),
					environment: { POSTGRES_USER: 'specivo', POSTGRES_HOST_AUTH_METHOD: 'trust' },
				}),
			);
		await container(run);
		const used = await container(other);
		for (const name of [
			'.20260615T021010Z-0.1.9.partial',
			'.20260615T015959Z-0.1.9.partial',
			'.20260615T015959Z-0.1.8.proof',
			'20260615T021005Z-0.1.9',
			'of-somebody-else',
		]) {
			mkdirSync(join(stack.backups, name), { recursive: true });
			writeFileSync(join(stack.backups, name, 'file'), '');
		}
		try {
			expect(await cleanAfter(stack, run)).toEqual({
				gone: [
					`sleep (process ${program}) ended`,
					'1 throw-away container removed',
					'1 session of database specivo ended',
					'unfinished restore point 20260615T021010Z-0.1.9 removed',
				],
				problems: [],
			});
			expect([program, stays].map((pid) => processStart(pid) !== undefined)).toEqual([false, true]);
			await expect(left.ask('SELECT 2;')).rejects.toThrow(/exit code 2/);
			expect(await living.ask('SELECT 2;')).toEqual(['2']);
			expect(await on.call(docker.containersWithLabel(stack.engine, 'lockkeeper.proof'))).toBe(
				used.slice(0, 12),
			);
			expect(readdirSync(stack.backups).toSorted()).toEqual([
				'.20260615T015959Z-0.1.9.partial',
				'20260615T021005Z-0.1.9',
				'of-somebody-else',
			]);
			expect(await cleanAfter(stack, run)).toEqual({ gone: [], problems: [] });
		} finally {
			await Promise.all([left.close(), living.close()]);
			await on.call(docker.removeContainer(stack.engine, used));
		}
	});
});

describe('when the engine does not answer', () => {
	let directory: string;
	let stub: StubDocker;
	beforeEach(() => {
		stub = stubDocker();
		directory = mkdtempSync(join(tmpdir(), 'lockkeeper-clean-'));
		for (const name of ['docker-compose.yml', '.env']) writeFileSync(join(directory, name), '');
	});
	afterEach(() => {
		stub.remove();
		rmSync(directory, { recursive: true, force: true });
	});

	test('the rest is done, and each problem is named', async () => {
		stub.answers([{ when: '', stderr: 'Cannot connect to the Docker daemon', exit: 1 }]);
		const stack = stackFixture(directory, stub.engine);
		const partial = join(stack.backups, '.20260615T021010Z-0.1.9.partial');
		mkdirSync(partial, { recursive: true });
		const program = await orphanOf(run);
		const { gone, problems } = await cleanAfter(stack, run);
		expect(gone).toEqual([
			`sleep (process ${program}) ended`,
			'unfinished restore point 20260615T021010Z-0.1.9 removed',
		]);
		expect(problems).toEqual([
			expect.stringMatching(/^throw-away containers: .*Cannot connect to the Docker daemon$/),
			expect.stringMatching(/^sessions of database specivo: .*Cannot connect to the Docker daemon$/),
		]);
		expect(existsSync(partial)).toBe(false);
	});

	test('a database that does not run has no sessions: nobody asks it', async () => {
		stub.answers([{ when: 'ps' }]);
		expect(await cleanAfter(stackFixture(directory, stub.engine), run)).toEqual({ gone: [], problems: [] });
		expect(
			stub.calls().map((words) => words.filter((word) => word !== '--env-file' && word !== '.env')),
		).toEqual([
			['ps', '--all', '--quiet', '--filter', `label=lockkeeper.proof=${run}`],
			['compose', 'ps', '--quiet', 'db'],
		]);
	});
});
