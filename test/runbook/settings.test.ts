import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readSettings } from '../../source/runbook/settings.ts';

describe('the settings beside the Compose file', () => {
	let directory: string;
	beforeEach(() => {
		directory = mkdtempSync(join(tmpdir(), 'lockkeeper-settings-'));
		writeFileSync(composeFile(), 'services: {}\n');
	});
	afterEach(() => rmSync(directory, { recursive: true, force: true }));
	const composeFile = () => join(directory, 'compose.yaml');
	const read = () => readSettings(directory, composeFile()).settings;
	const write = (text: string) => writeFileSync(join(directory, 'lockkeeper.yaml'), text);

	test('are empty without a file', () => {
		expect(read()).toEqual({});
	});

	test('name runbook, backups and window', () => {
		write('runbook: specivo\nbackups: ../backups\nwindow: { from: "02:00", to: "04:00" }\n');
		expect(read()).toEqual({
			runbook: 'specivo',
			backups: '../backups',
			window: { from: '02:00', to: '04:00' },
		});
	});

	test('name a longer silence, and none that is no time', () => {
		write('quiet: 900\n');
		expect(read()).toEqual({ quiet: 900 });
		write('quiet: 0\n');
		expect(() => read()).toThrow(/lockkeeper\.yaml, line 1, column 8: quiet: /);
	});

	test('name the place for copies, and of the retention only what differs', () => {
		write('offHost: ssh://nas/srv/backups\nretention: { daily: 14 }\n');
		expect(read()).toEqual({
			offHost: 'ssh://nas/srv/backups',
			retention: { last: 5, daily: 14, weekly: 4 },
		});
	});

	test('with a retention that would keep nothing are refused, with the line', () => {
		write('runbook: specivo\nretention:\n  last: 0\n');
		expect(() => read()).toThrow(/lockkeeper\.yaml, line 3, column 9: retention\.last: /);
	});

	test('that are not valid name the file and the key', () => {
		write('runbok: specivo\n');
		expect(() => read()).toThrow(`${join(directory, 'lockkeeper.yaml')}, line 1, column 1: the file: `);
		expect(() => read()).toThrow(/runbok/);
	});

	test('that say nothing change nothing', () => {
		write('# nothing yet\n');
		expect(read()).toEqual({});
	});

	test('in the Compose file are read as well, and what stands beside it wins', () => {
		writeFileSync(
			composeFile(),
			'x-lockkeeper:\n  quiet: 900\n  backups: /vendor\nservices:\n  web: { image: web, ports: !reset [] }\n',
		);
		expect(read()).toEqual({ quiet: 900, backups: '/vendor' });
		write('backups: /mine\n');
		expect(read()).toEqual({ quiet: 900, backups: '/mine' });
	});

	test('in the Compose file that are not valid name its line', () => {
		writeFileSync(composeFile(), 'services: {}\nx-lockkeeper:\n  quiet: soon\n');
		expect(() => read()).toThrow(
			`${composeFile()}, line 3, column 10: quiet: expected a number, found “soon”`,
		);
	});

	test('an x-lockkeeper of a service is none of ours', () => {
		writeFileSync(composeFile(), 'services:\n  web:\n    x-lockkeeper: 7\n');
		expect(read()).toEqual({});
	});
});
