import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { secretsOfAddress, shownAddress } from '../../source/notify/address.ts';
import { addressOf, targetNames, targetSchema } from '../../source/notify/target.ts';
import { readSettings } from '../../source/runbook/settings.ts';

const hook = 'https://hooks.example.org/services/T0123456789ab/B0123456789ab';

describe('notify in lockkeeper.yaml', () => {
	let directory: string;
	beforeEach(() => {
		directory = mkdtempSync(join(tmpdir(), 'lockkeeper-notify-'));
	});
	afterEach(() => rmSync(directory, { recursive: true, force: true }));
	const read = (text: string) => {
		writeFileSync(join(directory, 'lockkeeper.yaml'), text);
		return readSettings(directory, undefined).settings.notify;
	};
	const problem = (text: string): string => {
		try {
			read(text);
		} catch (error) {
			return (error as Error).message.replace(directory, '');
		}
		return 'it was taken';
	};

	test('names programs and webhooks; all events and 30 s unless it says otherwise', () => {
		expect(
			read(
				`notify:\n  - { command: [./tell.sh, --quick] }\n  - { webhook: "${hook}", on: [failure], waits: 300 }\n  - webhook: $OPS_HOOK\n`,
			),
		).toEqual([
			{ command: ['./tell.sh', '--quick'], on: ['start', 'gate', 'failure', 'end'], waits: 30 },
			{ webhook: hook, on: ['failure'], waits: 300 },
			{ webhook: '$OPS_HOOK', on: ['start', 'gate', 'failure', 'end'], waits: 30 },
		]);
	});

	test.each([
		['notify: ./tell.sh', 'line 1, column 9: notify: expected a list, found “./tell.sh”'],
		[
			'notify:\n  - { comand: [a] }',
			'line 2, column 7: notify.0: unknown kind “comand”; expected one of command, on, waits, webhook',
		],
		[
			'notify:\n  - { command: [] }',
			'line 2, column 16: notify.0.command: expected at least 1 of them, found an empty list',
		],
		[
			'notify:\n  - { command: [a], on: [begin] }',
			'line 2, column 26: notify.0.on.0: expected “start” or “gate” or “failure” or “end”, found “begin”',
		],
		[
			'notify:\n  - { command: [curl, $HOOK] }',
			'line 2, column 16: notify.0.command: expected arguments without a $NAME: no shell is there, and the program has the variables itself',
		],
		[
			'notify:\n  - { command: [a], waits: 0 }',
			'line 2, column 28: notify.0.waits: expected a number above 0, found 0',
		],
	])('%s is refused: where, what was expected and found', (text, expected) => {
		expect(problem(text)).toBe(`/lockkeeper.yaml, ${expected}`);
	});

	test.each([
		'http://hooks.example.org/abc',
		'https://ada:pass@hooks.example.org/abc',
		'hooks',
		'ftp://127.0.0.1/',
		'$',
	])('the address %s is refused, and not told', (address) => {
		const said = problem(`notify:\n  - webhook: "${address}"\n`);
		expect(said).toMatch(
			/^\/lockkeeper\.yaml, line 2, column 14: notify\.0\.webhook: expected an address that begins with https:/,
		);
		if (address.length > 1) expect(said).not.toContain(address);
	});
});

test('a webhook is posted to by http on this host alone', () => {
	for (const host of ['127.0.0.1:8080', 'localhost', '[::1]:8080', '127.3.2.1'])
		expect(targetSchema.safeParse({ webhook: `http://${host}/hook` }).success, host).toBe(true);
	for (const host of ['127.0.0.1.example.org', 'localhost.example.org', '10.0.0.1', '[::2]'])
		expect(targetSchema.safeParse({ webhook: `http://${host}/hook` }).success, host).toBe(false);
});

test('of an address the host is shown alone, and two on one host are told apart', () => {
	expect(shownAddress(hook)).toBe('https://hooks.example.org/[hidden]');
	const webhook = { webhook: hook, on: ['end' as const], waits: 30 };
	expect(
		targetNames([
			webhook,
			{ command: ['./tell.sh', 'a b'], on: ['end'], waits: 30 },
			{ ...webhook, webhook: `${hook}2` },
		]),
	).toEqual([
		'webhook https://hooks.example.org/[hidden]',
		"command ./tell.sh 'a b'",
		'webhook https://hooks.example.org/[hidden] (2)',
	]);
});

test('whole, its path and its keys are secrets; a short word of it is none', () => {
	expect(secretsOfAddress(hook)).toEqual([
		hook,
		hook,
		'/services/T0123456789ab/B0123456789ab',
		'T0123456789ab',
		'B0123456789ab',
	]);
	expect(secretsOfAddress('https://example.org/hook?token=abcdefghijklmnop')).toContain('abcdefghijklmnop');
});

test('an address in a variable is held against the same rule when it is used', () => {
	const target = { webhook: '$OPS_HOOK', on: ['end' as const], waits: 30 };
	expect(addressOf(target, (name) => (name === 'OPS_HOOK' ? hook : undefined))).toBe(hook);
	expect(() => addressOf(target, () => undefined)).toThrow('the variable OPS_HOOK has no value');
	expect(() => addressOf(target, () => 'http://example.org/secret')).toThrow(
		/^the variable OPS_HOOK holds no address that begins with https:.*without a name and password in it$/,
	);
});
