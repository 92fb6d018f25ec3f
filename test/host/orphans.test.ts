// Touches the world: starts processes, kills their parents, and looks at who goes on.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { endOrphans, markChildren, runVariable } from '../../source/host/orphans.ts';
import { processStart } from '../../source/host/processes.ts';

const fixture = new URL('fixtures/works-for-run.ts', import.meta.url).pathname;
const run = '20260615T021000Z-ab12';

let directory: string;
const children: ChildProcess[] = [];
/** All that a test started, by process id. */
const started: number[] = [];
beforeEach(() => {
	directory = mkdtempSync(join(tmpdir(), 'lockkeeper-orphans-'));
});
afterEach(() => {
	for (const child of children.splice(0)) child.kill('SIGKILL');
	for (const pid of started.splice(0)) if (alive(pid)) process.kill(pid, 'SIGKILL');
	rmSync(directory, { recursive: true, force: true });
});

const alive = (pid: number) => processStart(pid) !== undefined;

/** A process whose parent has ended, with variables of its own. */
async function orphan(
	environment: Readonly<Record<string, string>>,
	script = 'exec sleep 300',
): Promise<number> {
	const child = spawn('sh', ['-c', `setsid sh -c '${script}' >/dev/null 2>&1 & echo $!`], {
		env: { PATH: process.env.PATH, ...environment },
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	const [text] = await once(child.stdout, 'data');
	await once(child, 'exit');
	const pid = Number(text);
	started.push(pid);
	await vi.waitFor(() => expect(readFileSync(`/proc/${pid}/cmdline`, 'utf8')).not.toContain('setsid'));
	return pid;
}

const named = (name: string, value: string) => orphan({ [name]: value });

test('ends what a killed run left going on, and says what it was', async () => {
	const [one, other] = [await named(runVariable, run), await named(runVariable, run)];
	const ended = await endOrphans(run);
	expect(ended.map(({ pid }) => pid).toSorted()).toEqual([one, other].toSorted());
	expect(ended.map(({ name }) => name)).toEqual(['sleep', 'sleep']);
	expect([one, other].map(alive)).toEqual([false, false]);
});

test('nothing went on: nothing is ended', async () => {
	expect(await endOrphans(run)).toEqual([]);
});

test.each<[string, string, string]>([
	['of another run', runVariable, '20260615T021000Z-cd34'],
	['of a run whose id begins with this one', runVariable, `${run}5`],
	['of a run whose id ends with this one', runVariable, `x${run}`],
	['with the id in another variable', 'OTHER_RUN', run],
	['with a variable whose name ends like ours', `NOT_${runVariable}`, run],
	['with our variable in the value of another one', 'OTHER', `a ${runVariable}=${run}`],
	['with our variable on a line of another one', 'OTHER', `a\n${runVariable}=${run}`],
])('a process %s is left alone', async (_what, name, value) => {
	const other = await named(name, value);
	expect(await endOrphans(run)).toEqual([]);
	expect(alive(other)).toBe(true);
});

test('who does not heed is made to end, after the patience and not before', async () => {
	const told = join(directory, 'told');
	const pid = await orphan(
		{ [runVariable]: run, TOLD: told },
		'trap "echo asked >> $TOLD" TERM; touch $TOLD; while :; do sleep 0.05; done',
	);
	await vi.waitFor(() => expect(existsSync(told)).toBe(true));
	const began = performance.now();
	const ended = await endOrphans(run, 600);
	expect(performance.now() - began).toBeGreaterThan(600);
	expect(ended.map((each) => each.pid)).toContain(pid);
	expect(alive(pid)).toBe(false);
	expect(readFileSync(told, 'utf8')).toBe('asked\n');
});

test('what one of them starts while it is asked to end does not escape', async () => {
	const file = join(directory, 'late');
	await orphan(
		{ [runVariable]: run, LATE: file },
		'trap "sleep 300 & echo \\$! > $LATE; exit" TERM; touch $LATE; while :; do sleep 0.05; done',
	);
	await vi.waitFor(() => expect(existsSync(file)).toBe(true));
	await endOrphans(run);
	const late = Number(readFileSync(file, 'utf8'));
	started.push(late);
	expect(alive(late)).toBe(false);
});

test('this process, what started it and what it starts are never ended, whatever they carry', async () => {
	// One that is resumed has the same id, and its own children carry it.
	const program = `
		const { endOrphans, markChildren } = await import(${JSON.stringify(new URL('../../source/host/orphans.ts', import.meta.url).href)});
		const { spawn } = await import('node:child_process');
		markChildren('${run}');
		const child = spawn('sleep', ['300']);
		const ended = await endOrphans('${run}');
		const alive = child.exitCode === null && child.signalCode === null;
		console.log(JSON.stringify({ ended: ended.map((each) => each.pid), alive }));
		child.kill('SIGKILL');`;
	const left = await named(runVariable, run);
	const script = 'node --no-warnings --input-type=module -e "$PROGRAM"; echo starter went on';
	const child = spawn('sh', ['-c', script], {
		env: {
			PATH: `${join(process.execPath, '..')}:${process.env.PATH}`,
			PROGRAM: program,
			[runVariable]: run,
		},
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	let said = '';
	child.stdout.on('data', (data) => {
		said += data;
	});
	await once(child, 'close');
	const [answer = '', after] = said.split('\n');
	expect(JSON.parse(answer)).toEqual({ ended: [left], alive: true });
	expect(after).toBe('starter went on');
});

describe('a program that was started by', () => {
	test.each(['run', 'runLines', 'runOnFile', 'runPiped', 'startTool', 'startTar'])(
		'%s is found after its run was killed',
		async (way) => {
			const pipe = join(directory, 'pipe');
			execFileSync('mkfifo', [pipe]);
			const runner = spawn(
				process.execPath,
				[fixture, join(directory, 'state'), run, way, 'sh', '-c', 'read -r line < "$1"', 'name', pipe],
				{ stdio: ['ignore', 'pipe', 'inherit'] },
			);
			children.push(runner);
			await once(runner.stdout, 'data');
			const below = () =>
				readdirSync('/proc')
					.map(Number)
					.filter((pid) => Number.isInteger(pid) && existsSync(`/proc/${pid}/cmdline`))
					.filter((pid) => readQuietly(`/proc/${pid}/cmdline`).includes(pipe) && pid !== runner.pid);
			const [program = 0] = await vi.waitFor(() => {
				const found = below();
				expect(found).toHaveLength(1);
				return found;
			});
			started.push(program);
			runner.kill('SIGKILL');
			await once(runner, 'exit');
			expect(alive(program)).toBe(true);
			expect((await endOrphans(run)).map(({ pid }) => pid)).toEqual([program]);
			expect(alive(program)).toBe(false);
		},
	);
});

function readQuietly(path: string): string {
	try {
		return readFileSync(path, 'utf8');
	} catch {
		return '';
	}
}

test('a mark that another run has replaced is not taken away', () => {
	const unmark = markChildren('one');
	const other = markChildren('two');
	unmark();
	expect(process.env[runVariable]).toBe('two');
	other();
	expect(process.env[runVariable]).toBeUndefined();
});
