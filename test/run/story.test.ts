import { expect, test } from 'vitest';
import { CommandError } from '../../source/docker/command-error.ts';
import { OperatorError } from '../../source/host/errors.ts';
import { EngineGone } from '../../source/run/engine-gone.ts';
import type { Result } from '../../source/run/events.ts';
import { createRun, WishGranted } from '../../source/run/run.ts';
import { left, tell } from '../../source/run/story.ts';

const done: Result = { exit: 0, state: 'new version', text: ['done'] };
const hung = new CommandError(
	{ argv: ['docker', 'compose', 'stop', 'api'] },
	{ stderr: '', isCanceled: true, hung: { stalled: false, after: 120_000, goesOn: false } },
);

test.each<[string, () => Promise<Result>, Partial<Result>]>([
	['ends well', async () => done, done],
	[
		'meets what the operator can mend',
		() => Promise.reject(new OperatorError('Expected a, found b.', { exit: 2, advice: ['Do c.'] })),
		{ exit: 2, state: 'unknown', text: ['Expected a, found b.', 'Do c.'] },
	],
	[
		'has a call that hangs',
		() => Promise.reject(hung),
		{
			exit: 3,
			state: 'unknown',
			text: [
				'docker compose stop api hung: it did not end within 2 min, and was ended',
				'Which containers run now: docker compose ps --all',
				'Something that it waits for does not answer: the engine, a disk, or a network file system.',
				'See that these answer, then try again: docker info; docker compose ps; df',
			],
		},
	],
	['is stopped by a wish', () => Promise.reject(new WishGranted('stop')), left('upgrade', 'stop')],
	['waits for an answer that nobody gives', () => Promise.reject(new WishGranted('no answer')), { exit: 5 }],
	['meets a fault of our own', () => Promise.reject(new Error('oops')), { exit: 1, state: 'unknown' }],
])('a story that %s: its result is the last event', async (_condition, story, expected) => {
	const run = createRun(new Date());
	const result = await tell(run, 'upgrade', story);
	expect(result).toMatchObject(expected);
	expect(run.session.past().map(({ type }) => type)).toEqual(['result']);
	expect(run.session.past().at(-1)).toMatchObject({ result });
});

test('what a run has changed already is not called unchanged, and the run can be gone on with', async () => {
	const run = createRun(new Date());
	run.emit({ type: 'step begins', step: 'pin', commands: [] });
	const error = new OperatorError('No engine.', {
		exit: 3,
		advice: ['Nothing was changed.', 'Start the engine.'],
	});
	expect(await tell(run, 'upgrade', () => Promise.reject(error))).toEqual({
		exit: 3,
		state: 'in between',
		text: ['No engine.', 'Start the engine.', 'Then, to go on: lockkeeper attach'],
		interrupted: true,
	});
});

test('an engine that ended under a step: where, and that nothing was changed before', async () => {
	const gone = new EngineGone(
		'fetch 2',
		new OperatorError('It does not answer', { exit: 3, advice: ['Nothing was changed.', 'Start it.'] }),
	);
	expect(await tell(createRun(new Date()), 'upgrade', () => Promise.reject(gone))).toEqual({
		exit: 3,
		state: 'old version',
		text: [
			'It does not answer. The run was in the middle of “fetch 2”, and did nothing after that.',
			'Nothing of the stack was changed by this run.',
			'Start it.',
			'Then, to go on: lockkeeper upgrade',
		],
	});
});

test('a fault of our own is called so, with where', async () => {
	const { text } = await tell(createRun(new Date()), 'upgrade', () => Promise.reject(new Error('oops')));
	expect(text[0]).toBe('A fault of Lockkeeper’s own: oops');
	expect(text[1]).toContain('story.test.ts');
});

test.each([
	['ends well', async () => done],
	['fails', () => Promise.reject(new Error('oops'))],
])(
	'what a story opened is closed, the last first, after its result, when it %s',
	async (_condition, ending) => {
		const run = createRun(new Date());
		const order: string[] = [];
		run.session.subscribe(({ type }) => order.push(type));
		await tell(run, 'upgrade', async (opened) => {
			opened({ close: async () => void order.push('close one') });
			opened({ close: async () => void order.push('close two') });
			return ending();
		});
		expect(order).toEqual(['result', 'close two', 'close one']);
	},
);

test('left while nobody could answer has an exit code of its own', () => {
	expect(left('upgrade', 'no answer').exit).toBe(5);
	expect(left('upgrade', 'stop').exit).toBe(130);
	expect(left().exit).toBe(130);
	expect(left().state).toBe('old version');
	expect(left('rollback').state).toBe('unknown');
	expect(left('rollback').text.join(' ')).not.toContain('the version before serves');
});
