import { expect, test } from 'vitest';
import { backupDirectory } from '../../source/checks/backup-directory.ts';
import type { BackupPlaceFact } from '../../source/survey/facts.ts';
import { inputFixture } from './input.ts';

const place = { path: '/var/my backups', writable: true, mode: 0o700, insideData: false };

test.each<[string, Partial<BackupPlaceFact>, string, string, string | undefined]>([
	['private', {}, 'pass', '/var/my backups: writable, for its owner alone (0700)', undefined],
	[
		'private, sticky',
		{ mode: 0o1700 },
		'pass',
		'/var/my backups: writable, for its owner alone (0700)',
		undefined,
	],
	[
		'not there yet',
		{ mode: undefined },
		'pass',
		'/var/my backups will be made, for its owner alone (0700)',
		undefined,
	],
	[
		'open to its group',
		{ mode: 0o750 },
		'fail',
		'/var/my backups is open to other users (0750)',
		"Close it: chmod 700 '/var/my backups'",
	],
	[
		'open to all',
		{ mode: 0o755 },
		'fail',
		'/var/my backups is open to other users (0755)',
		"Close it: chmod 700 '/var/my backups'",
	],
	[
		'others may pass through',
		{ mode: 0o701 },
		'fail',
		'/var/my backups is open to other users (0701)',
		"Close it: chmod 700 '/var/my backups'",
	],
])('%s', (_condition, changes, outcome, evidence, advice) => {
	expect(backupDirectory.examine(inputFixture({ backupPlace: { ...place, ...changes } }))).toEqual({
		check: 'backup-directory',
		title: 'Backup directory',
		outcome,
		evidence,
		command: "ls -ld '/var/my backups'",
		...(advice ? { advice } : {}),
	});
});

test.each<[string, Partial<BackupPlaceFact>, RegExp]>([
	['not writable', { writable: false }, /cannot be written to/],
	['not there, and cannot be made', { writable: false, mode: undefined }, /is not there and cannot be made/],
	['inside the data', { insideData: true }, /lies inside a directory that is archived/],
	['inside the data and not there yet', { insideData: true, mode: undefined }, /lies inside/],
])('%s', (_condition, changes, evidence) => {
	const finding = backupDirectory.examine(inputFixture({ backupPlace: { ...place, ...changes } }));
	expect(finding.outcome).toBe('fail');
	expect(finding.evidence).toMatch(evidence);
	expect(finding.advice).toMatch(/\S/);
});
