import { describe, expect, test } from 'vitest';
import {
	canonicalEntry,
	entryProblem,
	parseEntry,
	parseMessages,
	plainName,
} from '../../../source/restore-points/directory/tar-answers.ts';

const at = '2026-11-21 10:14:24.6';

test('entries with odd names and links are read', () => {
	expect(parseEntry(`lrwxrwxrwx  0/0               0 ${at} "./l -> m" -> "x -> y"`)).toEqual({
		type: 'l',
		name: './l -> m',
		target: 'x -> y',
		attributes: `lrwxrwxrwx 0/0 0 ${at}`,
	});
	expect(parseEntry(`hrw-r--r-- 0/0 0 ${at}  "./q\\"uo\\nte\\377" link to "./sub/hard"`)).toMatchObject({
		name: './q\\"uo\\nte\\377',
		target: './sub/hard',
	});
	expect(parseEntry(`crw-r--r--+ 0/0 1,3 ${at} "./null"`)).toMatchObject({ type: 'c' });
	expect(() => parseEntry('tar: something else')).toThrow(/Expected an entry/);
});

test('a quoted name becomes itself again', () => {
	expect(plainName('./q\\"uo\\nte\\\\n\\303\\274 \\t\\001.db')).toBe('./q"uo\nte\\n\u00fc \t\u0001.db');
	expect(plainName('./grüße 日本')).toBe('./grüße 日本');
	expect(plainName('./\\377')).toBe('./\ufffd');
});

test('the width of columns does not change the digest', () => {
	const [narrow, wide] = [`-rw-r--r-- 0/0 7 ${at} "./a"`, `-rw-r--r--  0/0               7 ${at}   "./a"`];
	expect(canonicalEntry(parseEntry(narrow))).toBe(canonicalEntry(parseEntry(wide)));
	expect(canonicalEntry(parseEntry(narrow))).not.toBe(canonicalEntry(parseEntry(narrow.replace('7', '8'))));
});

describe('entries that lead out', () => {
	test.each<[string, Parameters<typeof entryProblem>[0], RegExp | undefined]>([
		['a plain file', { type: '-', name: './a/b', attributes: '' }, undefined],
		['dots in a name', { type: '-', name: './a..b/..c', attributes: '' }, undefined],
		['..', { type: '-', name: './../etc/passwd', attributes: '' }, /leads out/],
		['.. at the end', { type: 'd', name: './a/..', attributes: '' }, /leads out/],
		['an absolute path', { type: '-', name: '/etc/passwd', attributes: '' }, /absolute/],
		['a hard link out', { type: 'h', name: './x', target: '/etc/passwd', attributes: '' }, /hard link/],
		['a hard link up', { type: 'h', name: './x', target: '../x', attributes: '' }, /hard link/],
		['a link out, kept as a link', { type: 'l', name: './x', target: '/etc', attributes: '' }, undefined],
		['a file behind a link', { type: '-', name: './link/passwd', attributes: '' }, /behind the link/],
	])('%s', (_, entry, problem) => {
		const found = entryProblem(entry, new Set(['./link']));
		if (problem) expect(found).toMatch(problem);
		else expect(found).toBeUndefined();
	});
});

test('what tar says is sorted', () => {
	expect(
		parseMessages(
			[
				'tar: "./log\\n1": file changed as we read it',
				'tar: ./b: File removed before we read it',
				'tar: ./c: File shrank by 8192 bytes; padding with zeros',
				'tar: "./sock": socket ignored',
				'tar: ./proc/: file is on a different filesystem; not dumped',
				'tar: ./secret: Cannot open: Permission denied',
				'',
			].join('\n'),
		),
	).toEqual({
		changed: ['./log\\n1', './b', './c'],
		skipped: ['./sock', './proc/'],
		problems: ['./secret: Cannot open: Permission denied'],
	});
});
