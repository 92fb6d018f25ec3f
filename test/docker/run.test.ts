import { tmpdir } from 'node:os';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { describe, expect, test, vi } from 'vitest';
import type { Command } from '../../source/docker/command.ts';
import { CommandError } from '../../source/docker/command-error.ts';
import { defaultEngine } from '../../source/docker/engine.ts';
import { run, runLines, runPiped } from '../../source/docker/run.ts';
import { processStart } from '../../source/host/processes.ts';

const program = new URL('fixtures/program.mjs', import.meta.url).pathname;
const engine = defaultEngine;
const command = (...words: readonly string[]): Command => ({ argv: [process.execPath, program, ...words] });
const deadline = 20_000;

/** The error a call ends with. @throws when it ends well */
async function failure(call: Promise<unknown>): Promise<CommandError> {
	const error = await call.then(
		() => new Error('it ended well'),
		(reason: Error) => reason,
	);
	if (error instanceof CommandError) return error;
	throw error;
}

/** Each way to run a command to its end. */
const ways: readonly [string, (command: Command, options?: object) => Promise<unknown>][] = [
	['run', (each, options) => run(engine, each, { deadline, ...options })],
	['runLines', (each, options) => runLines(engine, each, { deadline, onLine: () => {}, ...options })],
	[
		'runPiped',
		async (each, options) => {
			const piped = runPiped(engine, each, { deadline, ...options });
			piped.stdout.resume();
			await piped.ended;
		},
	],
];

describe.each(ways)('%s', (_name, call) => {
	test('ends well with exit code 0', async () => {
		await expect(call(command('out=a', 'exit=0'))).resolves.not.toThrow();
	});

	test('tells the exit code and the last of what was said', async () => {
		const error = await failure(call(command('err=one\ntwo\nthree\nno such service: apu\n', 'exit=17')));
		expect(error).toMatchObject({ exitCode: 17, timedOut: false, startProblem: undefined });
		expect(error.stderr).toContain('no such service: apu');
		expect(error.message).toMatch(/ended with exit code 17: two three no such service: apu$/);
	});

	test('tells a program that is not there', async () => {
		const error = await failure(call({ argv: ['docker-that-is-not-there', 'info'] }));
		expect(error).toMatchObject({ startProblem: 'ENOENT', exitCode: undefined });
		expect(error.message).toContain('docker-that-is-not-there info could not be started (ENOENT)');
	});

	test('tells a program that was ended by a signal', async () => {
		const error = await failure(call(command('kill=SIGKILL', 'sleep=5000')));
		expect(error.message).toMatch(/was ended by SIGKILL$/);
		expect(error.exitCode).toBeUndefined();
	});

	test('ends it at its deadline, and says so', async () => {
		const error = await failure(call(command('sleep=30000'), { deadline: 150 }));
		expect(error.timedOut).toBe(true);
		expect(error.message).toMatch(/hung: it did not end within 150 ms, and was ended$/);
	});

	test('ends it when it is told to', async () => {
		const stop = new AbortController();
		const call_ = failure(call(command('sleep=30000'), { signal: stop.signal }));
		setTimeout(() => stop.abort(), 100);
		expect((await call_).message).toMatch(/was stopped$/);
	});

	test('does not start it when it is told to stop already', async () => {
		expect((await failure(call(command('sleep=30000'), { signal: AbortSignal.abort() }))).message).toMatch(
			/was stopped$/,
		);
	});
});

describe('run', () => {
	test('collects both outputs without their final newline', async () => {
		expect(await run(engine, command('out=a\nb\n', 'err=c\n'), { deadline })).toEqual({
			stdout: 'a\nb',
			stderr: 'c',
		});
	});

	test('hands input over, and ends it', async () => {
		expect((await run(engine, command('cat'), { deadline, input: 'x\0y' })).stdout).toBe('x\0y');
	});

	test('without input, the program reads nothing: the wizard’s keys stay the wizard’s', async () => {
		expect((await run(engine, command('cat', 'out=end'), { deadline })).stdout).toBe('end');
	});

	test('lays the engine’s and the call’s variables over those of the process', async () => {
		const own = { ...engine, environment: { DOCKER_HOST: 'ssh://nas', SPECIVO_VERSION: '0.1.9' } };
		const environment = { SPECIVO_VERSION: '0.2.0' };
		expect(
			(
				await run(own, command('env=DOCKER_HOST', 'out= ', 'env=SPECIVO_VERSION', 'out= ', 'env=PATH'), {
					deadline,
					environment,
				})
			).stdout,
		).toBe(`ssh://nas 0.2.0 ${process.env.PATH}`);
	});

	test('starts in the command’s directory', async () => {
		expect((await run(engine, { ...command('cwd'), cwd: tmpdir() }, { deadline })).stdout).toBe(tmpdir());
	});

	test('no shell reads the arguments', async () => {
		expect((await run(engine, command('out=$(id) `id` ; \' " * \n~'), { deadline })).stdout).toBe(
			'$(id) `id` ; \' " * \n~',
		);
	});

	test('makes it stop when asking is not enough', async () => {
		const error = await failure(run(engine, command('stubborn', 'sleep=30000'), { deadline: 1000 }));
		expect(error).toMatchObject({ timedOut: true, stderr: 'asked' });
	});
});

describe('runLines', () => {
	const lines = async (...words: readonly string[]) => {
		const seen: string[] = [];
		await runLines(engine, command(...words), { deadline, onLine: (line) => seen.push(line) });
		return seen;
	};

	test('hands over each line of both outputs, the last one without an end too', async () => {
		expect(
			(await lines('out=one\ntw', 'out=o\n\n', 'sleep=50', 'err=three\n', 'sleep=50', 'out=four')).toSorted(),
		).toEqual(['', 'four', 'one', 'three', 'two']);
	});

	test('loses none of 100,000 lines', async () => {
		const seen = await lines('lines=100000');
		expect(seen).toHaveLength(100_000);
		expect(seen.at(-1)).toBe('line 100000');
	});

	test('hands over a line while the program goes on', async () => {
		const stop = new AbortController();
		const call = runLines(engine, command('out=ready\n', 'sleep=30000'), {
			deadline,
			signal: stop.signal,
			onLine: () => stop.abort(),
		});
		expect((await failure(call)).message).toMatch(/was stopped/);
	});

	test.each<[string, string, string, RegExp]>([
		['is stopped', '', 'echo ready; wait', /was stopped/],
		['is stopped, and they do not heed', 'trap "" TERM; ', 'echo ready; wait', /was stopped/],
		['fails', '', 'echo ready; exit 3', /exit code 3/],
		['ends well', '', 'echo ready', /ended, and processes that it started went on: .*ready$/],
		['hangs', '', 'wait', /hung: it did not end within 1 s, and was ended/],
	])('when a program that starts others %s, they are ended with it', async (_how, trap, end, message) => {
		const stop = new AbortController();
		const seen: string[] = [];
		// Away from our pipes: nothing but its process group tells that it is still there.
		const others = `sh -c '${trap}echo; while :; do sleep 0.1; done' >/dev/null 2>&1 & echo $!`;
		const call = runLines(
			engine,
			{ argv: ['sh', '-c', `${others}; sleep 0.2; ${end}`] },
			{
				deadline: 1000,
				signal: stop.signal,
				wholeGroup: true,
				onLine(line) {
					seen.push(line);
					if (line === 'ready' && end.includes('wait')) stop.abort();
				},
			},
		);
		expect((await failure(call)).message).toMatch(message);
		await vi.waitFor(() => expect(processStart(Number(seen[0]))).toBeUndefined());
	});
});

test('what a program started may end a little after it', async () => {
	const seen: string[] = [];
	const argv = ['sh', '-c', 'sleep 0.5 >/dev/null 2>&1 & echo $!'];
	await runLines(engine, { argv }, { deadline, wholeGroup: true, onLine: (line) => seen.push(line) });
	expect(processStart(Number(seen[0]))).toBeUndefined();
});

describe('runPiped', () => {
	test('lets bytes flow through, unchanged', async () => {
		const bytes = Buffer.from(Array.from({ length: 200_000 }, (_, index) => index % 256));
		const piped = runPiped(engine, command('cat'), { deadline });
		const came: Buffer[] = [];
		await Promise.all([
			pipeline(Readable.from([bytes]), piped.stdin),
			pipeline(piped.stdout, async (source) => {
				for await (const data of source) came.push(data as Buffer);
			}),
			piped.ended,
		]);
		expect(Buffer.concat(came).equals(bytes)).toBe(true);
	});

	test('a failure that nobody awaits yet is no unhandled one', async () => {
		const piped = runPiped(engine, command('out=partial', 'err=disk full', 'exit=1'), { deadline });
		expect(await text(piped.stdout)).toBe('partial');
		await new Promise((resolve) => setTimeout(resolve, 50));
		await expect(piped.ended).rejects.toThrow(/exit code 1: disk full/);
	});

	test('can be stopped', async () => {
		const piped = runPiped(engine, command('sleep=30000'), { deadline });
		piped.stdout.resume();
		setTimeout(piped.stop, 50);
		await expect(piped.ended).rejects.toThrow(/SIGTERM/);
	});
});

test('runLines hands over a line once the one before it is done with', async () => {
	const told: string[] = [];
	await runLines(engine, command('out=one\ntwo\n', 'exit=0'), {
		deadline,
		onLine: async (line) => {
			told.push(`${line} begins`);
			await new Promise((resolve) => setTimeout(resolve, 20));
			told.push(`${line} ends`);
		},
	});
	expect(told).toEqual(['one begins', 'one ends', 'two begins', 'two ends']);
});
