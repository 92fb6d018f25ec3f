// Touches the world: the command line on the practice stack, once for each bad day.
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { type PracticeFault, practiceFaults } from '../../source/practice/faults.ts';

type Line = {
	readonly type: string;
	readonly exit?: number;
	readonly state?: string;
	readonly text?: readonly string[];
} & Record<string, unknown>;

async function practise(
	...words: string[]
): Promise<{ exit: number | undefined; lines: readonly Line[]; result: Line }> {
	const { exitCode, stdout } = await execa(
		process.execPath,
		['dist/cli.js', 'practice', '--yes', '--json', ...words],
		{
			cwd: `${import.meta.dirname}/../..`,
			reject: false,
			stdin: 'ignore',
			timeout: 120_000,
			env: { LOCKKEEPER_PRACTICE_SLOW_SECONDS: '5' },
		},
	);
	const lines = stdout.split('\n').map((line) => JSON.parse(line) as Line);
	const result = lines.at(-1);
	if (!result) throw new Error('nothing was printed');
	return { exit: exitCode, lines, result };
}

/** What each bad day must end with: exit code, state of the stack, a word of the reason. */
const endings: Readonly<
	Record<PracticeFault, { exit: number; state: string; says: RegExp; recommends?: string }>
> = {
	'migration-fails': {
		exit: 3,
		state: 'failed',
		says: /UniqueViolation|Error/,
		recommends: 'Restore the data and re-pin 0.1.9',
	},
	unhealthy: { exit: 3, state: 'failed', says: /unhealthy/, recommends: 'Re-pin 0.1.9' },
	degraded: { exit: 3, state: 'failed', says: /“status” is “degraded”/, recommends: 'Re-pin 0.1.9' },
	'slow-migration': { exit: 0, state: 'new version', says: /verified/ },
	'disk-full': { exit: 3, state: 'old version', says: /is full/ },
	'registry-down': { exit: 3, state: 'old version', says: /pull/ },
	'bad-dump': { exit: 3, state: 'old version', says: /dump/ },
};

describe.concurrent('each bad day on the practice stack', { timeout: 150_000 }, () => {
	test.each(practiceFaults.map((fault) => [fault, endings[fault]] as const))('%s', async (fault, ending) => {
		const to = fault === 'migration-fails' || fault === 'slow-migration' ? '0.2.0' : '0.1.10';
		const { exit, lines, result } = await practise('--fault', fault, '--to', to);
		const text = result.text?.join('\n') ?? '';
		expect({ exit, state: result.state }, text).toEqual({ exit: ending.exit, state: ending.state });
		expect(result.exit).toBe(ending.exit);
		expect(text).toMatch(ending.says);
		if (ending.recommends) expect(text).toContain(`Recommended: ${ending.recommends}.`);
		// What leaving costs at the ways back is the recommended one.
		const { text: leaving } = (lines.findLast(({ type }) => type === 'leaving')?.cost ?? {
			text: 'never told',
		}) as {
			text: string;
		};
		if (ending.recommends)
			expect(leaving).toMatch(
				ending.recommends.startsWith('Re-pin') ? /^re-pin 0\.1\.9;/ : /^restore 0\.1\.9;/,
			);
		// What failed before the pin was changed has changed nothing, and says so.
		const pinned = lines.some((line) => line.type === 'step begins' && line.step === 'pin');
		expect(pinned).toBe(ending.state !== 'old version');
		if (!pinned) expect(text).toContain('Nothing of the stack was changed');
	});
});

test('a migration that failed and moved nothing: leaving costs a re-pin, whatever the new image would have brought', async () => {
	const { result, lines } = await practise('--fault', 'migration-fails', '--to', '0.1.10');
	expect(result.text?.join('\n')).toContain('Recommended: Re-pin 0.1.9.');
	expect(lines.findLast(({ type }) => type === 'leaving')).toMatchObject({
		cost: { text: 're-pin 0.1.9; no data is lost' },
	});
}, 150_000);

test('without an answer a script stops at the gate with 5, and nothing was changed', async () => {
	const { exitCode, stdout } = await execa(
		process.execPath,
		['dist/cli.js', 'practice', '--to', '0.1.10', '--plain'],
		{
			cwd: `${import.meta.dirname}/../..`,
			reject: false,
			stdin: 'ignore',
			timeout: 60_000,
		},
	);
	expect(exitCode).toBe(5);
	expect(stdout).toContain('A gate waits for an answer, and nobody is there to give it.');
	expect(stdout).toContain('Nothing of the stack was changed');
}, 90_000);

test('a signal in the middle of a migration ends the run at its next safe point and says what stands', async () => {
	const child = execa(
		process.execPath,
		['dist/cli.js', 'practice', '--fault', 'slow-migration', '--to', '0.2.0', '--yes', '--json'],
		{
			cwd: `${import.meta.dirname}/../..`,
			reject: false,
			stdin: 'ignore',
			timeout: 120_000,
			env: { LOCKKEEPER_PRACTICE_SLOW_SECONDS: '40' },
		},
	);
	let last = '';
	for await (const line of child.iterable()) {
		last = line;
		if (line.includes('"type":"step begins","step":"wait"')) child.kill('SIGTERM');
	}
	const { exitCode } = await child;
	const result = JSON.parse(last) as Line;
	expect({ exit: exitCode, state: result.state }, last).toEqual({ exit: 130, state: 'in between' });
	expect(result.text?.join('\n')).toContain('is left as it is, pinned to 0.2.0. Every way back stays open.');
}, 150_000);
