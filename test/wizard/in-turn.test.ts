import { expect, test } from 'vitest';
import { inTurn } from '../../source/wizard/in-turn.ts';

/** Keys as they are pressed, a piece at a time; `turn` lets the screen have its turn. */
function keyboard() {
	const done: string[] = [];
	const failed: unknown[] = [];
	let next: (() => void) | undefined;
	const add = inTurn(
		(error) => failed.push(error),
		(later) => {
			next = later;
		},
	);
	const turn = () => {
		const now = next;
		next = undefined;
		now?.();
	};
	const press = (text: string, act: (key: string) => void = (key) => done.push(key)) =>
		add([...text].map((key) => () => act(key)));
	return { done, failed, press, turn, idle: () => next === undefined };
}

test('the first key is taken at once, and each other one after the screen has had its turn', () => {
	const keys = keyboard();
	keys.press('abc');
	expect(keys.done).toEqual(['a']);
	keys.turn();
	keys.turn();
	expect(keys.done).toEqual(['a', 'b', 'c']);
	expect(keys.idle()).toBe(true);
});

test('a piece that comes while others wait is taken after them', () => {
	const keys = keyboard();
	keys.press('ab');
	keys.press('cd');
	keys.turn();
	keys.press('e');
	for (let count = 0; count < 5; count += 1) keys.turn();
	expect(keys.done.join('')).toBe('abcde');
});

test('what a key brings while it is taken comes after those that wait', () => {
	const keys = keyboard();
	keys.press('ab', (key) => {
		keys.done.push(key);
		if (key === 'a') keys.press('x');
	});
	for (let count = 0; count < 3; count += 1) keys.turn();
	expect(keys.done.join('')).toBe('abx');
});

test('an error is passed on, what waits behind it is not done, and what comes later is', () => {
	const keys = keyboard();
	keys.press('ab', (key) => {
		throw new Error(key);
	});
	expect(keys.failed).toEqual([new Error('a')]);
	keys.turn();
	expect(keys.failed).toHaveLength(1);
	keys.press('c');
	expect(keys.done).toEqual(['c']);
});

test('nothing pressed is nothing done', () => {
	const keys = keyboard();
	keys.press('');
	keys.press('a');
	expect(keys.done).toEqual(['a']);
});
