import { expect, test } from 'vitest';
import { readStatements } from '../../../source/survey/env-statements.ts';
import { blocksIn, withBlock, withoutBlocks } from '../../../source/survey/new-variables/block.ts';

const added = { version: '1.1.0', example: '.env.example', lines: ['# What B is', 'B=2'] };
const all = () => true;

test.each([
	['empty', ''],
	['of one line', 'A=1\n'],
	['whose last line has no end', '# ours\nA=1'],
	['whose last line is a comment without an end', 'A=1\n# B=3'],
	['with other line ends', 'A=1\r\nC="x"\r\n'],
	['with other line ends, the last one without', 'A=1\r\nC="x"'],
	['that ends with blank lines', 'A=1\n\n\n'],
])(
	'a file %s: every byte stays, each variable is one, and taken out it is as before',
	(_condition, before) => {
		const after = withBlock(before, added);
		expect(after.startsWith(before)).toBe(true);
		const names = readStatements(after).statements.map(({ name }) => name);
		expect(names).toEqual([...readStatements(before).statements.map(({ name }) => name), 'B']);
		expect(after.includes('\r\n')).toBe(before.includes('\r\n'));
		expect(after.replaceAll('\r\n', '').includes('\n')).toBe(!before.includes('\r\n'));
		expect(blocksIn(after)).toEqual([{ version: '1.1.0', example: '.env.example', intact: true }]);
		expect(withoutBlocks(after, all)).toBe(before);
	},
);

test('the line above says how many, for which version, and from where', () => {
	const [, line, ...rest] = withBlock('A=1', added).split('\n');
	expect(line).toMatch(
		/^# Lockkeeper added the next 2 lines for 1\.1\.0, from \.env\.example \([0-9a-f]{12}\), and ended the line above\.$/,
	);
	expect(rest).toEqual(['# What B is', 'B=2', '']);
});

test('one of several versions is taken out, and what came after it stays', () => {
	const first = withBlock('A=1', added);
	const second = withBlock(`${first}OWN=1\n`, { ...added, version: '1.2.0', lines: ['C=3'] });
	expect(blocksIn(second).map(({ version }) => version)).toEqual(['1.1.0', '1.2.0']);
	expect(withoutBlocks(second, (version) => version === '1.2.0')).toBe(`${first}OWN=1\n`);
	expect(withoutBlocks(second, all)).toBe('A=1\nOWN=1\n');
});

test('what somebody has edited since is theirs', () => {
	const edited = withBlock('A=1\n', added).replace('B=2', 'B=mine');
	expect(blocksIn(edited)).toMatchObject([{ intact: false }]);
	expect(withoutBlocks(edited, all)).toBe(edited);
	const torn = withBlock('A=1\n', added).replace('B=2\n', '');
	expect(withoutBlocks(torn, all)).toBe(torn);
});
