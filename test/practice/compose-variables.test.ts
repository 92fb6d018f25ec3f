// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Compose writes its variables like that.
import { describe, expect, test } from 'vitest';
import { parseEnvFile } from '../../source/practice/compose/env-file.ts';
import { interpolate } from '../../source/practice/compose/interpolate.ts';

const values: Record<string, string> = { SET: 'x', EMPTY: '' };
const lookup = (name: string) => values[name];

describe('variables are replaced by Compose’s rules', () => {
	test.each([
		['$SET', 'x'],
		['${SET}y', 'xy'],
		['${NONE:-d}', 'd'],
		['${EMPTY:-d}', 'd'],
		['${EMPTY-d}', ''],
		['${NONE-d}', 'd'],
		['${NONE:-${SET}}', 'x'],
		['${SET:+other}', 'other'],
		['${NONE:+other}', ''],
		['$$SET', '$SET'],
		['$NONE', ''],
	])('%s is “%s”', (text, expected) => {
		expect(interpolate(text, lookup)).toBe(expected);
	});

	test('a required variable without a value is an error with its message', () => {
		expect(() => interpolate('${NONE:?set it}', lookup)).toThrow(
			'required variable NONE is missing a value: set it',
		);
	});
});

describe('an env file is read by Compose’s rules', () => {
	test.each([
		['export Q=1', { Q: '1' }],
		['S=x y # comment', { S: 'x y' }],
		['V=a#b', { V: 'a#b' }],
		["T='$Q'", { T: '$Q' }],
		['A=1\nB="v $A\\n"', { A: '1', B: 'v 1\n' }],
		['# nothing\n\n', {}],
		['CORS=["http://localhost"]', { CORS: '["http://localhost"]' }],
		['A=1\r\nB=2\r\n', { A: '1', B: '2' }],
		['U=${NO:-def}', { U: 'def' }],
	])('%j', (text, expected) => {
		expect(parseEnvFile(text, lookup)).toEqual(expected);
	});
});
