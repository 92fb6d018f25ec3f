import { expect, test } from 'vitest';
import {
	csvRecords,
	fieldsOf,
	firstFields,
	holdsEndMark,
} from '../../../source/restore-points/writes/csv-records.ts';

async function records(text: string, size: number): Promise<readonly string[]> {
	const bytes = Buffer.from(text);
	async function* pieces() {
		for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
	}
	const found: string[] = [];
	for await (const batch of csvRecords(pieces())) found.push(...batch);
	return found.map((record) => Buffer.from(record, 'latin1').toString());
}

const lines = ['1,a', '2,"two\nlines, ""quoted""\n"', '3,', '4,"\r\n"', '5,ü€😀', ''];

test.each([1, 2, 3, 7, 1000])('records stay whole in pieces of %i bytes', async (size) => {
	expect(await records(lines.join('\n'), size)).toEqual(lines.slice(0, -1));
});

test('what is cut in the middle of a record is refused', async () => {
	await expect(records('1,a\n2,"open', 4)).rejects.toThrow('the last one was cut');
	await expect(records('1,a\n2,b', 4)).rejects.toThrow('the last one was cut');
});

test('the first fields are read, and the rest stays as it is', () => {
	expect(firstFields('1,x61,-5,"a,b",c', 3)).toEqual({ fields: ['1', 'x61', '-5'], rest: '"a,b",c' });
	expect(firstFields('1,-5', 2)).toEqual({ fields: ['1', '-5'], rest: '' });
	expect(() => firstFields('1', 2)).toThrow('Expected 2 fields');
});

test.each([
	['1,a', ['1', 'a']],
	['1,,""', ['1', null, '']],
	['1,', ['1', null]],
	[',', [null, null]],
	['"a,b","c ""d"" e","two\nlines"', ['a,b', 'c "d" e', 'two\nlines']],
	['', [null]],
])('the values of %j', (record, values) => {
	expect(fieldsOf(record)).toEqual(values);
});

test.each([
	['1,"a\n\\.\nb"', true],
	['1,"a\n\\.\r\nb"', true],
	['\\.', true],
	['1,\\.', false],
	['1,"a\n\\.."', false],
	['1,"a\n \\.\n"', false],
])('%j has a line that psql takes for the end: %s', (record, expected) => {
	expect(holdsEndMark(record)).toBe(expected);
});
