import { expect, test } from 'vitest';
import { appIn, destinationsIn, tagIn, withTagIn } from '../../source/managed/configuration.ts';
import { asLogged } from '../../source/managed/log-lines.ts';

const toml = `app = 'lobby' # ours
primary_region = "ams"

[build]
  image = "svrunner/server:3.0.0" # not my-svrunner/server:1

[[mounts]]
  source = "files"
  destination = "/srv/files"
`;

test('app, tag and mounts of a fly.toml', () => {
	expect(appIn(toml)).toBe('lobby');
	expect(appIn('[build]\n')).toBeUndefined();
	expect(tagIn(toml, 'svrunner/server')).toBe('3.0.0');
	expect(tagIn(toml, 'server')).toBeUndefined();
	expect(destinationsIn(toml)).toEqual(['/srv/files']);
});

test('another tag changes no other byte', () => {
	expect(withTagIn(toml, 'svrunner/server', '3.1.0')).toEqual({
		ok: true,
		text: toml.replace(':3.0.0"', ':3.1.0"'),
	});
});

test.each([
	['[build]\n', 'nowhere'],
	['image = "svrunner/server:1.0.0"\n# svrunner/server:2.0.0\n', '2 times'],
	['image = "svrunner/server"\n', 'nowhere'],
])('a text that could be read in two ways is refused: %j', (text, found) => {
	expect(withTagIn(text, 'svrunner/server', '3.1.0')).toEqual({
		ok: false,
		problem: `Expected svrunner/server with its tag once, found it ${found}.`,
	});
});

test.each([
	['2026-11-26T19:53:40Z app[148e] ams [info]listening', '2026-11-26T19:53:40Z listening'],
	[
		'\u001b[2m2026-11-26T19:53:40.654Z\u001b[0m app[148e] \u001b[32mams\u001b[0m [\u001b[34minfo\u001b[0m] two  words',
		'2026-11-26T19:53:40.654Z two  words',
	],
	['2026-11-26T19:53:40Z runner[148e] ams [info]Machine started', undefined],
	['Waiting for logs...', undefined],
])('a line of the platform’s log: %j', (printed, line) => {
	expect(asLogged(printed)).toBe(line);
});
