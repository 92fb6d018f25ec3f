import { describe, expect, test } from 'vitest';
import {
	compareKeys,
	type KeyedRow,
	type KeyOrder,
	type RowDifference,
	rowDifferences,
} from '../../../source/restore-points/writes/merge-rows.ts';

const row = (key: string, digest = 'same'): KeyedRow => ({ key: [key], digest, row: `${key},${digest}` });

/** A stream in batches of a size. */
async function* stream(rows: readonly KeyedRow[], size: number) {
	for (let at = 0; at < rows.length; at += size) yield rows.slice(at, at + size);
}

async function differences(
	saved: readonly KeyedRow[],
	now: readonly KeyedRow[],
	{
		sizes = [2, 3],
		order = ['number'],
	}: { sizes?: readonly [number, number]; order?: readonly KeyOrder[] } = {},
) {
	const found: RowDifference[] = [];
	for await (const batch of rowDifferences(stream(saved, sizes[0]), stream(now, sizes[1]), order))
		found.push(...batch);
	return found.map(({ is, row: { key, digest } }) => [is, key[0], digest]);
}

describe('rows of two streams', () => {
	test.each([
		[1, 1],
		[2, 3],
		[100, 1],
		[1, 100],
	] as const)('new, changed and deleted, in batches of %i and %i', async (...sizes) => {
		const saved = ['1', '2', '5', '9', '10', '11'].map((key) => row(key));
		const now = [row('1'), row('2', 'other'), row('3'), row('9'), row('10'), row('12'), row('100')];
		expect(await differences(saved, now, { sizes })).toEqual([
			['changed', '2', 'other'],
			['new', '3', 'same'],
			['deleted', '5', 'same'],
			['deleted', '11', 'same'],
			['new', '12', 'same'],
			['new', '100', 'same'],
		]);
	});

	test('an empty side: all rows are new, or all are deleted', async () => {
		expect(await differences([], [row('1'), row('2')])).toEqual([
			['new', '1', 'same'],
			['new', '2', 'same'],
		]);
		expect(await differences([row('1')], [])).toEqual([['deleted', '1', 'same']]);
		expect(await differences([], [])).toEqual([]);
	});

	test('a stream that is not sorted, or has a key twice, is refused: its numbers would be wrong', async () => {
		await expect(differences([row('2'), row('1')], [])).rejects.toThrow('in the order of their key');
		await expect(differences([], [row('1'), row('1')])).rejects.toThrow('each key once');
	});

	test('when one side fails, the other is ended', async () => {
		let ended = false;
		async function* endless() {
			try {
				for (let key = 0; ; key++) yield [row(String(key))];
			} finally {
				ended = true;
			}
		}
		async function* failing() {
			yield [row('1')];
			throw new Error('the connection was lost');
		}
		const all = async () => {
			for await (const _ of rowDifferences(failing(), endless(), ['number']));
		};
		await expect(all()).rejects.toThrow('the connection was lost');
		expect(ended).toBe(true);
	});
});

test.each<[string, readonly string[], readonly string[], readonly KeyOrder[], number]>([
	['numbers by value', ['9'], ['10'], ['number'], -1],
	['negative numbers', ['-10'], ['-9'], ['number'], -1],
	['numbers that a double cannot tell apart', ['9007199254740993'], ['9007199254740992'], ['number'], 1],
	['texts by their bytes', ['9'], ['10'], ['bytes'], 1],
	['a text that begins the other', ['x61'], ['x6162'], ['bytes'], -1],
	['the second column decides', ['1', 'xb'], ['1', 'xa'], ['number', 'bytes'], 1],
	['equal', ['1', 'x'], ['1', 'x'], ['number', 'bytes'], 0],
])('keys are compared: %s', (_, a, b, order, expected) => {
	expect(Math.sign(compareKeys(a, b, order))).toBe(expected);
	expect(Math.sign(compareKeys(b, a, order))).toBe(expected === 0 ? 0 : -expected);
});
