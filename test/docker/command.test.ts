import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { quote, toShell } from '../../source/docker/command.ts';

const words = [
	'plain',
	'',
	'two words',
	"it's",
	"'",
	"''",
	'"double"',
	'$HOME',
	'$(touch /nowhere)',
	'`id`',
	'a\\b',
	'\\',
	'line\nbreak',
	'tab\there',
	'!history',
	'*',
	'?[a-z]',
	'{a,b}',
	'~',
	'~root',
	'-n',
	'--',
	'#comment',
	'a;b',
	'a|b&c',
	'<in>out',
	'Größe — “ß”',
	'{{json .}}',
	'FOO=bar baz',
	'percent %s %d',
	'\u0001control',
];

/** What a real shell makes of a text: the words, each ended by a NUL. */
const readByShell = (text: string, shell: string) =>
	execFileSync(shell, ['-c', `printf '%s\\0' ${text}`], { encoding: 'utf8' })
		.split('\0')
		.slice(0, -1);

describe.each(['sh', 'bash'])('%s', (shell) => {
	test('reads back every word as it was', () => {
		expect(readByShell(words.map(quote).join(' '), shell)).toEqual(words);
	});

	test('reads back a whole command', () => {
		expect(readByShell(toShell({ argv: ['docker', 'exec', ...words] }), shell)).toEqual([
			'docker',
			'exec',
			...words,
		]);
	});
});

test.each([
	['specivo/specivo:0.1.9', 'specivo/specivo:0.1.9'],
	['name@sha256:abc', 'name@sha256:abc'],
	['--env-file', '--env-file'],
	['FOO=bar', 'FOO=bar'],
])('a harmless word stays as it is: %s', (word, quoted) => {
	expect(quote(word)).toBe(quoted);
});
