import { expect, test } from 'vitest';
import {
	compareWithExample,
	type KnownElsewhere,
	linesOf,
	type NewVariable,
} from '../../../source/survey/new-variables/compare.ts';

const nowhere: KnownElsewhere = { builds: [], defaulted: false };
const variable = (name: string, changes: Partial<NewVariable> = {}): NewVariable => ({
	...{ name, shown: 'on', is: 'offered', builds: [], defaulted: false },
	...changes,
});

test.each<[string, string, string, Partial<KnownElsewhere>, readonly NewVariable[]]>([
	['there already, with another value', 'A=on\n', 'A=off\n', {}, []],
	['there in the last line, which has no end', 'A=on\n', 'B=1\nA=off', {}, []],
	['there with export', 'A=on\n', 'export A=off\n', {}, []],
	['commented out by somebody', 'A=on\n', '# A=off\n', {}, []],
	['commented out in the example', '#A=on\n', '', {}, []],
	['a name alone in the example', 'A\n', '', {}, []],
	['lacking', 'A=on\n', 'B=1\n', {}, [variable('A')]],
	['lacking in an empty file', 'A=on\n', '', {}, [variable('A')]],
	['part of another name', 'A=on\n', 'AB=1\nBA=2\n', {}, [variable('A')]],
	['named in a comment without a value', 'A=on\n', '# A is not set here\n', {}, [variable('A')]],
	['without a value', 'A=\n', '', {}, [variable('A', { shown: '' })]],
	['twice in the example: the last counts', 'A=1\nA=on\n', '', {}, [variable('A')]],
	['quoted', 'A="on"\n', '', {}, [variable('A')]],
	['with the dollar that is two', 'A=$$x\n', '', {}, [variable('A', { shown: '$$x' })]],
	[
		'a secret with a value, which is hidden',
		'API_TOKEN=change-me\n',
		'',
		{},
		[variable('API_TOKEN', { is: 'yours', shown: '[hidden]' })],
	],
	['a secret without one', 'MASTER_KEY=\n', '', {}, [variable('MASTER_KEY', { is: 'yours', shown: '' })]],
	[
		'a URL with a password',
		'DB_URL=postgres://u:pw@db/x\n',
		'',
		{},
		[variable('DB_URL', { is: 'yours', shown: '[hidden]' })],
	],
	[
		'given by the shell',
		'A=on\n',
		'',
		{ from: 'the shell' },
		[variable('A', { is: 'given', from: 'the shell' })],
	],
	[
		'a secret that is given',
		'API_TOKEN=x\n',
		'',
		{ from: '.env.local' },
		[variable('API_TOKEN', { is: 'given', from: '.env.local', shown: '[hidden]' })],
	],
	['built with', 'A=on\n', '', { builds: ['web'] }, [variable('A', { builds: ['web'] })]],
	['with a default', 'A=on\n', '', { defaulted: true }, [variable('A', { defaulted: true })]],
])('a variable that is %s', (_condition, example, file, known, lacking) => {
	expect(compareWithExample(example, file, () => ({ ...nowhere, ...known })).lacking).toEqual(lacking);
});

test('how many the example has, and the rest in its order', () => {
	const compared = compareWithExample('C=1\nA=2\nB=3\n', 'A=\n', () => nowhere);
	expect(compared.total).toBe(3);
	expect(compared.lacking.map(({ name }) => name)).toEqual(['C', 'B']);
});

test('lines come as the example has them: comments above, quotes, values of several lines, other line ends', () => {
	const example =
		'# The file\r\n\r\nA=1\r\n# What B is\r\n#   and more\r\nB="two\r\nlines" # why\r\n# OFF=1\r\nC=\'$x\'\r\n';
	expect(linesOf(example, ['C', 'B'])).toEqual([
		'# What B is',
		'#   and more',
		'B="two',
		'lines" # why',
		"C='$x'",
	]);
	expect(linesOf(example, ['OFF', 'Z'])).toEqual([]);
});
