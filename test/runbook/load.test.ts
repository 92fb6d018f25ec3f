import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { OperatorError } from '../../source/host/errors.ts';
import { builtInRunbooks, parseYaml, readSettings } from '../../source/runbook/load.ts';
import { runbookSchema } from '../../source/runbook/schema.ts';

const specivo = readFileSync(new URL('../../source/runbooks/specivo.yaml', import.meta.url), 'utf8');
const read = (text: string) => parseYaml(text, 'specivo.yaml', runbookSchema);

/** Line and column, from 1, of a text in the runbook. */
const placeOf = (text: string, needle: string) => {
	const before = text.slice(0, text.indexOf(needle)).split('\n');
	return `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
};

describe('the built-in runbooks', () => {
	test('are read, Specivo’s among them', () => {
		const { specivo: runbook } = builtInRunbooks();
		expect(runbook).toMatchObject({
			app: 'Specivo',
			detect: { image: 'specivo/specivo' },
			compose: { envFiles: ['.env', '.env.local'] },
			version: { pin: { env: 'SPECIVO_VERSION', file: '.env' }, hops: 'one minor at a time' },
			migrations: { service: 'api', done: 'Application startup complete', quiet: 180 },
		});
	});

	test('leave the live files of databases and logs out of the archive', () => {
		const directory = builtInRunbooks().specivo?.data.find((entry) => 'directory' in entry);
		expect(directory).toMatchObject({ directory: { except: ['postgresql', 'redis', 'logs'] } });
	});
});

describe('what is not said has a default', () => {
	test.each<[string, string, unknown]>([
		['env files', 'compose', { envFiles: ['.env'] }],
		['required variables', 'required', []],
	])('%s', (_what, key, value) => {
		const text = specivo.replace(new RegExp(`^${key}:.*\n(  .*\n)*`, 'm'), '');
		expect(text).not.toMatch(new RegExp(`^${key}:`, 'm'));
		expect(read(text)).toMatchObject({ [key]: value });
	});
});

describe('refused with file, line, column and what was expected', () => {
	test.each<[string, string, RegExp]>([
		[
			'an unknown key at the top',
			`${specivo}colour: blue\n`,
			/specivo\.yaml, line \d+, column \d+: .*colour/,
		],
		['a missing key', specivo.replace('app: Specivo\n', ''), /app: .*expected string/],
		['a wrong type', specivo.replace('app: Specivo', 'app: [1]'), /app: .*expected string, received array/],
		['another format', specivo.replace('runbook: 1', 'runbook: 2'), /runbook: .*expected 1/],
		['an unknown rule of hops', specivo.replace('hops: one minor at a time', 'hops: two'), /version\.hops: /],
		['a status that is none', specivo.replace('status: 302', 'status: 3020'), /verify\.1/],
		['nothing to save', specivo.replace(/^data:\n( {2}.*\n)+/m, 'data: []\n'), /data: /],
		['a window that is none', `${specivo}window: { from: "2:00", to: "04:00" }\n`, /window\.from: /],
		['an empty file', '', /the file: .*expected object/],
		['a list', '- a\n', /the file: .*expected object/],
	])('%s', (_condition, text, message) => {
		const call = () => read(text);
		expect(call).toThrow(OperatorError);
		expect(call).toThrow(message);
		expect(call).toThrow(expect.objectContaining({ exit: 2 }));
	});

	test.each<[string, string, string, string]>([
		['a wrong value: where it stands', specivo.replace('app: Specivo', 'app: 7'), '7', 'app'],
		['a wrong value deep inside', specivo.replace('one minor at a time', 'two'), 'two', 'version.hops'],
		[
			'an unknown key: where it stands, not where its map begins',
			specivo.replace('  service: api\n', '  service: api\n  servcie: api\n'),
			'servcie',
			'migrations',
		],
		['an unknown key at the top', `${specivo}colour: blue\n`, 'colour', 'the file'],
	])('%s', (_condition, text, needle, path) => {
		expect(() => read(text)).toThrow(`specivo.yaml, ${placeOf(text, needle)}: ${path}: `);
	});

	test.each([
		[
			'a map that is not closed',
			specivo.replace('env: SPECIVO_VERSION, file: .env }', 'env: SPECIVO_VERSION, file: .env'),
			/line \d+/,
		],
		['a key twice', `${specivo}app: Other\n`, /unique/],
		['a tab for indentation', specivo.replace('  image:', '\timage:'), /line \d+/],
	])('broken YAML: %s', (_condition, text, message) => {
		expect(() => read(text)).toThrow(/^specivo\.yaml is not valid YAML: /);
		expect(() => read(text)).toThrow(message);
	});
});

describe('the settings beside the Compose file', () => {
	let directory: string;
	beforeEach(() => {
		directory = mkdtempSync(join(tmpdir(), 'lockkeeper-settings-'));
	});
	afterEach(() => rmSync(directory, { recursive: true, force: true }));
	const write = (text: string) => writeFileSync(join(directory, 'lockkeeper.yaml'), text);

	test('are empty without a file', () => {
		expect(readSettings(directory)).toEqual({});
	});

	test('name runbook, backups and window', () => {
		write('runbook: specivo\nbackups: ../backups\nwindow: { from: "02:00", to: "04:00" }\n');
		expect(readSettings(directory)).toEqual({
			runbook: 'specivo',
			backups: '../backups',
			window: { from: '02:00', to: '04:00' },
		});
	});

	test('name a longer silence, and none that is no time', () => {
		write('quiet: 900\n');
		expect(readSettings(directory)).toEqual({ quiet: 900 });
		write('quiet: 0\n');
		expect(() => readSettings(directory)).toThrow(/lockkeeper\.yaml, line 1, column 8: quiet: /);
	});

	test('name the place for copies, and of the retention only what differs', () => {
		write('offHost: ssh://nas/srv/backups\nretention: { daily: 14 }\n');
		expect(readSettings(directory)).toEqual({
			offHost: 'ssh://nas/srv/backups',
			retention: { last: 5, daily: 14, weekly: 4 },
		});
	});

	test('with a retention that would keep nothing are refused, with the line', () => {
		write('runbook: specivo\nretention:\n  last: 0\n');
		expect(() => readSettings(directory)).toThrow(/lockkeeper\.yaml, line 3, column 9: retention\.last: /);
	});

	test('that are not valid name the file and the key', () => {
		write('runbok: specivo\n');
		expect(() => readSettings(directory)).toThrow(
			`${join(directory, 'lockkeeper.yaml')}, line 1, column 1: the file: `,
		);
		expect(() => readSettings(directory)).toThrow(/runbok/);
	});

	test('that say nothing change nothing', () => {
		write('# nothing yet\n');
		expect(readSettings(directory)).toEqual({});
	});
});
