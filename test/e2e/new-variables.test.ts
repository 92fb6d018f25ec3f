import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { PracticeStack } from '../../source/practice/open-practice-stack.ts';
import { openPracticeQuickly } from '../practice/open-quickly.ts';
import { call, pinnedOf, stepsOf } from './killed.ts';

// A run on the practice stack that is killed where new variables are added.

let stack: PracticeStack;
afterEach(() => stack.close());
const env = () => readFile(join(stack.directory, '.env'), 'utf8');
const times = (text: string, line: string) => text.split('\n').filter((each) => each === line).length;

async function open(): Promise<string> {
	stack = await openPracticeQuickly({ rows: 300 });
	await stack.ready;
	await appendFile(
		join(stack.directory, 'lockkeeper.yaml'),
		'environment: [{ file: .env, example: .env.example }]\n',
	);
	// The last line of the file has no end.
	await writeFile(join(stack.directory, '.env'), (await env()).trimEnd());
	await writeFile(join(stack.directory, '.env.example'), '# What the new version can do\nFEATURE=on\n');
	return env();
}

test.each([
	['as they are to be added', 'add-variables', 'new variables may stand in .env'],
	['right after they were', 'pin', undefined],
])(
	'killed %s: gone on with, they are there once; the way back brings the old text back',
	async (_when, killWhen, told) => {
		const before = await open();
		const killed = await call(stack, ['upgrade', '--to', '0.1.10'], killWhen);
		expect(killed.exit).toBeNull();
		const done = await call(stack, ['upgrade', '--to', '0.1.10']);
		expect(done, done.text).toMatchObject({ exit: 0, state: 'new version' });
		// What was killed before the pin had changed neither version nor data: a fresh run says what may be left of it.
		const earlier = done.lines.flatMap((event) =>
			event.type === 'fact' && event.fact.id === 'interrupted' ? [event.fact.value ?? ''] : [],
		);
		expect(earlier).toEqual(told === undefined ? [] : [expect.stringContaining(told)]);
		expect(await pinnedOf(stack)).toBe('0.1.10');
		expect(times(await env(), 'FEATURE=on')).toBe(1);
		expect(times(await env(), '# What the new version can do')).toBe(1);
		const back = await call(stack, ['rollback', '--allow-irreversible']);
		expect(back, back.text).toMatchObject({ exit: 0, state: 'old version' });
		expect(stepsOf(back.lines)).toContain('remove-variables');
		expect(await env()).toBe(before);
	},
	300_000,
);
