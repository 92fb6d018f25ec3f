import { describe, expect, test } from 'vitest';
import { namesWithValue, resolveText, variablesOf } from '../../source/survey/variables.ts';

const compose = `image: x:\${VERSION:-latest}\nport: \${PORT-80}\nagain: \${VERSION:-other}\nneeded: \${KEY:?say it}`;

describe('a value as Compose takes it', () => {
	test.each<[string, Record<string, string>, Record<string, string>, string, string | undefined]>([
		['the shell’s own first', { VERSION: '3' }, { VERSION: '2' }, 'VERSION', '3'],
		['then the env files’', {}, { VERSION: '2' }, 'VERSION', '2'],
		['then the Compose file’s default', {}, {}, 'VERSION', 'latest'],
		['a default without a colon', {}, {}, 'PORT', '80'],
		['an empty value is none', { VERSION: '' }, { VERSION: '' }, 'VERSION', 'latest'],
		['a required one without a value', {}, {}, 'KEY', undefined],
		['a name that stands nowhere', {}, {}, 'OTHER', undefined],
	])('%s', (_condition, shell, envFiles, name, value) => {
		expect(variablesOf(shell, envFiles, compose)(name)).toBe(value);
	});
});

describe('a runbook’s text', () => {
	const variables = variablesOf({}, { PORT: '9933', HOST: '127.0.0.1', MONEY: '$PORT' }, '');
	test.each<[string, string, string, readonly string[]]>([
		['without a name', 'http://localhost/', 'http://localhost/', []],
		['with names', 'http://$HOST:$PORT/', 'http://127.0.0.1:9933/', []],
		[
			'with a name that has no value: it stays, and is told',
			'http://$HOST:$NOWHERE/',
			'http://127.0.0.1:$NOWHERE/',
			['NOWHERE'],
		],
		['each that is missing', '$A/$B', '$A/$B', ['A', 'B']],
		['a value is not resolved again', 'x $MONEY', 'x $PORT', []],
		['a lone dollar is no name', 'costs 5 $', 'costs 5 $', []],
	])('%s', (_condition, text, resolved, missing) => {
		expect(resolveText(text, variables)).toEqual({ text: resolved, missing });
	});
});

test('names of variables are told once, of those that have a value', () => {
	expect(
		namesWithValue([
			{ A: '1', B: '' },
			{ A: 2, C: null, D: false, E: undefined },
		]),
	).toEqual(['A', 'D']);
});
