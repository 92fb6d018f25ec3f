import { expect, test } from 'vitest';
import { backupSentences, copySentences, unfinishedSentences } from '../../source/run/backup-sentences.ts';
import { manifestFixture } from '../plan/manifest-fixture.ts';

test('a backup tells what there is, how it was proven, how long it took, where it lies, and that there is no other copy', () => {
	const text = backupSentences({
		manifest: manifestFixture(),
		path: '/backups/p',
		took: 40_000,
		directory: '/opt/my stack',
		copy: undefined,
	});
	expect(text).toEqual([
		'Restore point 20260615T021000Z-0.1.10: 0 B.',
		'It was proven on 2026-06-15 02:12:00 UTC, level data: 12 tables equal. Loading took 25 s.',
		'It took 40 s, 12 s of it to save. Nothing of the stack was changed.',
		"It lies in /backups/p. No other copy of it is known: to ship one off this host, lockkeeper restore-points copy 20260615T021000Z-0.1.10 --stack '/opt/my stack'",
	]);
});

test('a copy that was made is named, with the place it lies at', () => {
	const about = { manifest: manifestFixture(), path: '/backups/p', took: 40_000, directory: '/opt/specivo' };
	expect(backupSentences({ ...about, copy: 'ssh://nas/backups/p' }).at(-1)).toBe(
		'It lies in /backups/p, and a copy at ssh://nas/backups/p, every checksum compared there.',
	);
});

test.each<[string, Readonly<Record<string, string>>, string]>([
	['shipped', { 'ship.place': 'ssh://nas/p' }, 'A copy of it lies at ssh://nas/p.'],
	[
		'not shipped',
		{},
		'No copy of it off this host is known. To make one: lockkeeper restore-points copy p --stack /opt/specivo',
	],
])('an upgrade whose restore point was %s says so', (_is, outputs, sentence) => {
	expect(copySentences({ 'restore-point.id': 'p', ...outputs }, '/opt/specivo')).toEqual([sentence]);
});

test.each<[string, Readonly<Record<string, string>>, boolean, readonly RegExp[]]>([
	[
		'taking',
		{},
		true,
		[
			/^No restore point was made\. Earlier ones are untouched\.$/,
			/^Nothing of the stack was changed: it serves as before\.$/,
		],
	],
	[
		'proving',
		{ 'restore-point.path': '/backups/p', 'restore-point.id': 'p' },
		false,
		[
			/^The restore point p was made in \/backups\/p, and is not proven\. .* restore-points prove p --stack \/opt\/specivo$/,
			/it stands as before/,
		],
	],
	[
		'shipping',
		{ 'restore-point.path': '/backups/p', 'restore-point.id': 'p', 'prove.restoreTakes': '2000' },
		true,
		[
			/^The restore point p was made in \/backups\/p\. No copy of it off this host is known\. To make one: lockkeeper restore-points copy p --stack \/opt\/specivo$/,
			/it serves as before/,
		],
	],
])('a backup that failed while %s says what there is', (_condition, outputs, serves, expected) => {
	const text = unfinishedSentences({ outputs, directory: '/opt/specivo', serves });
	expect(text).toEqual(expected.map((words) => expect.stringMatching(words)));
});

test('what stood still for its archive is not called unchanged', () => {
	const outputs = { 'restore-point.stopped': '', 'restore-point.restarted': 'api-service' };
	expect(unfinishedSentences({ outputs, directory: '/opt/semaphor', serves: true }).at(-1)).toBe(
		'Nothing of the stack was changed but that api-service stood still while the data was read, and runs again: it serves as before.',
	);
});
