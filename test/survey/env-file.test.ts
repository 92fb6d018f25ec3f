import { describe, expect, test } from 'vitest';
import { envFileProblem, readVariables, setVariable } from '../../source/survey/env-file.ts';
import { shapes } from './env-shapes.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('setting a variable changes its value and no other character', () => {
	test.each(Object.keys(shapes))('%s', (shape) => {
		const template = shapes[shape] ?? '';
		for (const [before, after] of [
			['0.1.9', '0.1.10'],
			['0.1.10', '0.2.0-rc.1'],
			['latest', '1'],
			['', '0.1.9'],
		] as const) {
			const edited = setVariable(template.replace('@@', before), 'PIN', after);
			// With nothing before them, the blanks behind stand before the value, and a comment is the value.
			if (before === '' && /@@ /.test(template)) continue;
			expect(edited).toEqual({ ok: true, text: template.replace('@@', after) });
		}
	});

	test('doing it and undoing it gives the file back, and other values read the same throughout', () => {
		for (const template of Object.values(shapes)) {
			const original = template.replace('@@', '0.1.9');
			const there = setVariable(original, 'PIN', '0.2.0');
			if (!there.ok) throw new Error(there.problem);
			expect(readVariables(there.text)).toEqual({ ...readVariables(original), PIN: '0.2.0' });
			expect(setVariable(there.text, 'PIN', '0.1.9')).toEqual({ ok: true, text: original });
		}
	});

	test('a literal dollar in single quotes may be replaced', () => {
		expect(setVariable("PIN='a$b'\n", 'PIN', '1')).toEqual({ ok: true, text: "PIN='1'\n" });
	});
});

describe('refused, since it could be read in two ways', () => {
	test.each([
		['the name twice', 'PIN=1\nA=2\nPIN=3\n', /found lines 1 and 3/],
		['the name three times, once exported', 'PIN=1\nPIN=2\nexport PIN=3\n', /lines 1, 2 and 3/],
		['the name nowhere', 'A=1\n', /found none\. Add the line PIN=0\.2\.0/],
		['an empty file', '', /found none/],
		['the name in a comment only', '# PIN=1\n  #PIN=2\n', /found none/],
		['the name in another case', 'pin=1\n', /found none/],
		['a value on several lines', 'A=1\nPIN="0.1\n.9"\n', /^Line 2: .*on one line/],
		['a value made from another variable', `PIN=\${BASE}.9\n`, /another variable \(\$\)/],
		['a quoted value made from another variable', 'PIN="$BASE.9"\n', /another variable/],
		['a # without a blank before it', 'PIN=0.1.9#note\n', /part of the value/],
		['a tab before the #', 'PIN=0.1.9\t# note\n', /part of the value/],
		['a comment in place of the value', 'PIN= # note\n', /part of the value/],
		['a backquote', 'PIN=`0.1.9`\n', /backquote/],
		['blanks within a bare value', 'PIN=0.1.9 beta\n', /blanks without quotes/],
		['a backslash', 'PIN=0.1.9\\\n', /backslash/],
		['the name without a value', 'PIN\n', /without a value/],
		['the exported name without a value', 'export PIN\n', /without a value/],
		['a quote that is never closed', 'PIN="0.1.9\nA=1\n', /^Line 1: .*never closed/],
		['text behind the closing quote', 'PIN="0.1.9" A=1\n', /^Line 1: .*after the closing quote/],
		['a lone carriage return', 'A=1\rPIN=0.1.9\n', /^Line 1: .*carriage return/],
		['a broken line elsewhere', 'PIN=0.1.9\n<<<<<<< HEAD\n', /^Line 2: expected NAME=value/],
	])('%s', (_condition, text, problem) => {
		expect(setVariable(text, 'PIN', '0.2.0')).toEqual({ ok: false, problem: expect.stringMatching(problem) });
	});

	test.each(['', ' 1', 'a b', '$X', 'a#b', '"1"', "'", 'a\nB=2', 'a\\', '`id`'])(
		'the new value %j',
		(value) => {
			expect(setVariable('PIN=1\n', 'PIN', value)).toEqual({
				ok: false,
				problem: expect.stringContaining('PIN'),
			});
		},
	);

	test('and no value of the file stands in the sentence', () => {
		for (const text of [
			'PIN=s3cret#x\n',
			'PIN="s3cret\n',
			's3cret here\n',
			'PIN=$s3cret\n',
			'PIN=s3cret\nPIN=s3cret\n',
		])
			expect(JSON.stringify(setVariable(text, 'PIN', '1'))).not.toContain('s3cret');
	});
});

describe('an env file that cannot be relied on is told with its line', () => {
	test.each([
		['a NUL byte', Uint8Array.of(65, 61, 49, 10, 66, 0), /NUL byte in line 2/],
		['UTF-16', Uint8Array.of(0xff, 0xfe, 65, 0, 61, 0), /NUL byte in line 1/],
		['Latin-1', Uint8Array.of(65, 61, 49, 10, 66, 61, 0xe4, 10), /other bytes in line 2/],
		['a merge left open', bytes('A=1\n<<<<<<< HEAD\nB=2\n'), /^Line 2: expected NAME=value/],
		['a sentence', bytes('A=1\n\n# x\nplease set this\n'), /^Line 4/],
		['a bare word', bytes('A=1\ngarbage\n'), /^Line 2: .*a word without =/],
		['a value without a name', bytes('=x\n'), /^Line 1/],
		['a quote that is never closed', bytes("A=1\nB='x\n"), /^Line 2: .*never closed/],
		['a lone carriage return', bytes('A=1\rB=2\n'), /^Line 1: .*carriage return/],
		['a line behind a value of several lines', bytes('A="x\ny\nz"\n!\n'), /^Line 4/],
	])('%s', (_condition, content, problem) => {
		expect(envFileProblem(content)).toMatch(problem);
	});

	test.each([
		['an empty file', ''],
		['comments and blanks', '# a\n\n   \n\t# b\r\n'],
		['every ordinary form', '\uFEFFA=1\r\nexport B="x # y"\nC=\nD: e\nF=\'a\nb\'\nG.h-i=2\nÄ=1'],
	])('%s is fine', (_condition, text) => {
		expect(envFileProblem(bytes(text))).toBeUndefined();
	});
});

test('variables are read with quotes taken off and comments left out', () => {
	expect(readVariables('A=1\r\nexport B="two words"\n# C=3\nD=\'$x\' # why\n')).toEqual({
		A: '1',
		B: 'two words',
		D: '$x',
	});
});
