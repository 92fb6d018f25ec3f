import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { docker } from '../lab/docker.ts';
import { canHavePrivateEngine, openPrivateEngine, type PrivateEngine } from '../lab/private-engine/open.ts';
import { callWithJson, eventsOf } from './lockkeeper.ts';
import { bringUpForTest, type StackOfTest } from './stack-of-test.ts';

// The engine is one of this test's own: that of the host must not be killed.
describe.skipIf(!canHavePrivateEngine())(
	'an engine that ends while `up` recreates (skipped unless root)',
	() => {
		let place: StackOfTest | undefined;
		let engine: PrivateEngine | undefined;

		beforeAll(async () => {
			place = await bringUpForTest({ version: '0.1.9', project: 'e2e-engine-killed', port: 19_968 });
			await place.stack.compose(['down']);
			engine = await openPrivateEngine();
			await compose('up', '--detach', '--quiet-pull');
		});
		afterAll(async () => {
			await engine?.close();
			await place?.clearAway();
		});

		const directory = () => place?.stack.directory ?? '';
		const compose = (...words: string[]) =>
			docker(['compose', '--env-file', '.env', '--env-file', '.env.local', ...words], {
				directory: directory(),
				environment: engine?.environment ?? {},
			});
		const lockkeeper = (...words: string[]) =>
			callWithJson([...words, '--stack', directory(), '--yes'], {
				environment: engine?.environment ?? {},
				through: engine?.through ?? [],
			});
		const rows = () =>
			compose(
				...['exec', '-T', 'db', 'psql', '-XqAt', '-U', 'specivo', '-d', 'specivo', '-c'],
				"SELECT count(*), md5(string_agg(t::text, '|' ORDER BY id)) FROM issues t",
			);
		const names = async () =>
			(await compose('ps', '--all', '--format', '{{.Name}} {{.Image}}')).trim().split('\n').sort();
		/** Compose has made the successor of a container, and not yet put it in its place. */
		const untilHalfMade = async (version: string) => {
			while (!(await names()).some((name) => /^[0-9a-f]{12}_/.test(name) && name.endsWith(`:${version}`)))
				await pause(20);
		};
		const inState = (...parts: string[]) => path.join(directory(), '.lockkeeper', ...parts);
		const runs = () => readdir(inState('runs'));
		/** All services in containers of their own names. */
		const stackAt = (version: string) => [
			`e2e-engine-killed-api-1 specivo/specivo:${version}`,
			`e2e-engine-killed-celery-beat-1 specivo/specivo:${version}`,
			`e2e-engine-killed-celery-worker-1 specivo/specivo:${version}`,
			expect.stringContaining('e2e-engine-killed-db-1 '),
			expect.stringContaining('e2e-engine-killed-nginx-1 '),
			expect.stringContaining('e2e-engine-killed-redis-1 '),
		];

		test('the run says where it was; started again, it is gone on with to the new version', async () => {
			const before = await rows();
			const upgrade = lockkeeper('upgrade', '--to', '0.1.10');
			await untilHalfMade('0.1.10');
			await engine?.kill();
			const cut = await upgrade;
			expect(cut.result, cut.said).toMatchObject({ exit: 3, state: 'in between', interrupted: true });
			expect(cut.result.text).toEqual([
				expect.stringMatching(
					/^The Docker engine does not answer: .* The run was in the middle of “restart the stack with 0\.1\.10”, and did nothing after that\.$/,
				),
				expect.stringContaining('Start the engine'),
				'Then, to go on: lockkeeper attach',
			]);

			const still = await lockkeeper('attach');
			expect(still.exit).toBe(3);

			await engine?.start();
			// The fault is there: with these two, `up` alone ends with a conflict of names.
			expect((await names()).filter((name) => name.includes('-api-1 '))).toHaveLength(2);
			const done = await lockkeeper('attach');
			expect(done.result, done.result.text.join('\n')).toMatchObject({ exit: 0, state: 'new version' });
			expect(await readFile(path.join(directory(), '.env'), 'utf8')).toContain('SPECIVO_VERSION=0.1.10');
			expect(await runs()).toHaveLength(1);
			const others = eventsOf(done.events, 'step ends').find(({ step }) => step === 'start-others');
			expect(others?.detail).toBe('db and redis had ended, and run again');
			expect(await names()).toEqual(stackAt('0.1.10'));
			expect(await rows()).toBe(before);
		}, 300_000);

		test('all processes gone as after a reboot, with a stale lock and socket: gone on with as well', async () => {
			const before = (await rows()).split('|')[0];
			const upgrade = lockkeeper('upgrade', '--to', '0.2.0').catch((error: Error) => error);
			await untilHalfMade('0.2.0');
			const lock = JSON.parse(await readFile(inState('lock'), 'utf8'));
			process.kill(lock.pid, 'SIGKILL');
			await engine?.kill();
			await upgrade;
			// Another boot of the kernel, in which somebody else has that process id.
			const stale = { ...lock, boot: '00000000-0000-4000-8000-000000000000', pid: process.pid };
			await writeFile(inState('lock'), JSON.stringify(stale));
			expect((await stat(inState('control'))).isSocket()).toBe(true);
			await engine?.start();

			const done = await lockkeeper('attach');
			expect(done.result, done.result.text.join('\n')).toMatchObject({ exit: 0, state: 'new version' });
			const question = eventsOf(done.events, 'gate').find(({ gate }) => gate.id === 'interrupted')?.gate;
			expect(question?.text?.[0]).toMatch(
				/^Run \S+ was interrupted at “restart the stack with 0\.2\.0”; it was last seen at /,
			);
			expect(await runs()).toHaveLength(2);
			expect(await names()).toEqual(stackAt('0.2.0'));
			expect((await rows()).split('|')[0]).toBe(before);
			await expect(stat(inState('lock'))).rejects.toThrow('ENOENT');
			await expect(stat(inState('control'))).rejects.toThrow('ENOENT');
		}, 300_000);
	},
);
