import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { RunEvent } from '../../source/run/events.ts';
import { httpAnswer, rowCounts, schemaRevision } from '../lab/specivo/facts.ts';
import { pinVersion } from '../lab/specivo/pin.ts';
import type { SpecivoStack } from '../lab/specivo/stack.ts';
import { callLockkeeper, eventsOf } from './lockkeeper.ts';
import { bringUpForTest, type StackOfTest } from './stack-of-test.ts';
import { namesIn } from './stack-state.ts';

// A start whose log is silent for longer than its limit, each time with a reason that the database knows.

/** Seconds of silence after which a start counts as stuck: far less than each of these takes. */
const quiet = 20;
let place: StackOfTest | undefined;
let stack: SpecivoStack;

beforeAll(async () => {
	place = await bringUpForTest({ version: '0.1.10', project: 'e2e-locks', port: 19_964 });
	stack = place.stack;
	await writeFile(inStack('lockkeeper.yaml'), `offHost: none\nphysical: off\nquiet: ${quiet}\n`);
});
afterAll(() => place?.clearAway());

const inStack = (...names: string[]) => path.join(stack.directory, ...names);
const upgradeTo = (version: string) =>
	callLockkeeper(['upgrade', '--stack', stack.directory, '--to', version, '--yes', '--plain']);

/** The journal of the newest run, as far as it is written. */
async function journal(): Promise<readonly RunEvent[]> {
	const newest = (await namesIn(inStack('.lockkeeper', 'runs')).catch(() => [])).at(-1) ?? '';
	const text = await readFile(inStack('.lockkeeper', 'runs', newest, 'journal.jsonl'), 'utf8').catch(
		() => '',
	);
	// The last line may be half written.
	return text
		.split('\n')
		.slice(0, -1)
		.map((line) => JSON.parse(line));
}
const notices = async () => eventsOf(await journal(), 'notice');

/** A session of somebody who looked something up and left his terminal open. */
function openSession() {
	const psql = ['exec', '-T', 'db', 'psql', '-XqAt', '-U', 'specivo', '-d', 'specivo'];
	const session = execa('docker', ['compose', '--env-file', '.env', '--env-file', '.env.local', ...psql], {
		cwd: stack.directory,
		stdin: 'pipe',
		reject: false,
	});
	return {
		/** @returns the answer's first line */
		async ask(statements: string): Promise<string> {
			const answer = new Promise<string>((resolve) =>
				session.stdout.once('data', (data: Buffer) => resolve(String(data).split('\n')[0] ?? '')),
			);
			session.stdin.write(`${statements}\n`);
			return answer;
		},
		async close() {
			session.stdin.end();
			await session;
		},
	};
}

describe('0.1.10 to 0.2.0 while somebody’s open transaction holds a lock on a table that it alters', () => {
	test('the holder is named, the wait is no failure, and the command shown lets the upgrade end well', async () => {
		const rows = await rowCounts(stack);
		const holder = openSession();
		const pid = await holder.ask(
			"BEGIN; SELECT pg_backend_pid(); SELECT count(*) FROM issues WHERE title = 'a secret of the issue';",
		);
		let over = false;
		const upgrade = upgradeTo('0.2.0').finally(() => {
			over = true;
		});
		try {
			await vi.waitFor(async () => expect(await notices()).toHaveLength(1), {
				timeout: 120_000,
				interval: 500,
			});
			const [notice] = await notices();
			const said = notice?.text.join('\n') ?? '';
			expect(said).toMatch(
				/^No failure: session \d+ \(from api, ALTER TABLE issues\) waits for a lock on issues, held by:$/m,
			);
			expect(said).toMatch(
				new RegExp(
					`session ${pid} \\(user specivo, psql, by the local socket, idle in transaction, open for .+, last SELECT\\)`,
				),
			);
			// Twice the limit, and still no failure.
			await pause(2000 * quiet);
			expect(over).toBe(false);
			expect(await schemaRevision(stack)).toBe('0021');
			expect(await notices()).toHaveLength(1);

			const [command = ''] = notice?.commands ?? [];
			await execa('sh', ['-c', command], { cwd: stack.directory });
		} finally {
			await holder.close();
		}
		const { exit, stdout } = await upgrade;
		expect(exit).toBe(0);
		expect(stdout).toContain('e2e-locks runs 0.2.0, verified.');
		expect(stdout).toMatch(
			new RegExp(`waiting for a lock that session ${pid} holds: psql, idle in transaction for `),
		);
		expect(stdout).toContain('No lock holds the start up any more');
		expect(eventsOf(await journal(), 'step ends').map((event) => event.outcome)).not.toContain('failed');
		expect(JSON.stringify(await journal())).not.toContain('a secret of the issue');
		expect(await schemaRevision(stack)).toBe('0023');
		expect(await rowCounts(stack)).toMatchObject(rows);
		expect((await httpAnswer(stack)).status).toBe(302);
	});
});

describe('0.3.2 to 0.4.0, a migration of 60 s that writes no line', () => {
	test('is never called failed, and what the database does is told', async () => {
		await pinVersion(stack, '0.3.2');
		await stack.compose(['up', '--detach', '--wait', 'api', 'celery-worker', 'celery-beat']);
		// The version tells of each second; most migrations of the world do not.
		const settings = await stack.compose(['exec', '-T', 'api', 'cat', '/app/alembic.ini']);
		const silent = settings.replace('level = INFO', 'level = WARNING');
		expect(silent).not.toBe(settings);
		await writeFile(inStack('specivo-data', 'alembic.ini'), silent);
		const file = inStack('docker-compose.yml');
		const text = await readFile(file, 'utf8');
		const mounted = text.replace(
			/^ +- .*:\/app\/data$/m,
			'$&\n      - ./specivo-data/alembic.ini:/app/alembic.ini:ro',
		);
		expect(mounted).not.toBe(text);
		await writeFile(file, mounted);
		const rows = await rowCounts(stack);

		const { exit, stdout } = await upgradeTo('0.4.0');

		expect(stdout).not.toContain('rebuilt');
		const wait = eventsOf(await journal(), 'step ends').find((event) => event.step === 'wait');
		expect(wait?.outcome, wait?.detail).toBe('done');
		expect(wait?.took).toBeGreaterThan(60_000);
		expect(stdout).toMatch(
			/waiting for [^;]*schema; database at work: [^:]*; last line of the log \d+ s ago/,
		);
		expect(exit).toBe(0);
		expect(await schemaRevision(stack)).toBe('0024');
		expect(await rowCounts(stack)).toEqual(rows);
	});
});
