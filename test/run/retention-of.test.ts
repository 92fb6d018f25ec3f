import { hostname } from 'node:os';
import process from 'node:process';
import { expect, test } from 'vitest';
import { bootId, processStart } from '../../source/host/processes.ts';
import type { RestorePoints } from '../../source/restore-points/list.ts';
import type { LockHolder } from '../../source/run/lock.ts';
import { retentionPoints } from '../../source/run/retention-of.ts';
import { manifestFixture } from '../plan/manifest-fixture.ts';

const nothing: RestorePoints = { complete: [], incomplete: [], unreadable: [] };
/** This process: it is alive. */
const holder: LockHolder = {
	run: 'r',
	user: 'root',
	host: hostname(),
	from: 'this host',
	since: '2026-11-21T10:15:00.700Z',
	pid: process.pid,
	boot: bootId(),
	start: processStart(process.pid) ?? '',
};

test('a whole one carries whether it is proven, and which run needs it', () => {
	const manifest = manifestFixture({ run: 'a' });
	const path = `/backups/specivo/${manifest.id}`;
	const found = { ...nothing, complete: [{ path, manifest }] };
	const whole = { is: 'whole', id: manifest.id, takenAt: manifest.takenAt, proven: true };
	expect(retentionPoints(found, () => undefined, undefined)).toEqual([whole]);
	expect(retentionPoints(found, ({ id, run }) => `${id} ${run}`, undefined)).toEqual([
		{ ...whole, neededBy: `${manifest.id} a` },
	]);
});

test.each<[string, string, LockHolder | undefined, object]>([
	[
		'a partial one while nobody holds the stack',
		'.20261121T101500Z-0.1.9.partial',
		undefined,
		{ is: 'incomplete' },
	],
	[
		'a partial one of the run that holds it',
		'.20261121T101500Z-0.1.9.partial',
		holder,
		{ is: 'incomplete', writtenBy: 'r' },
	],
	['a partial one older than that run', '.20261121T101459Z-0.1.9.partial', holder, { is: 'incomplete' }],
	[
		'a partial one of a holder that is dead',
		'.20261121T101500Z-0.1.9.partial',
		{ ...holder, start: '0' },
		{ is: 'incomplete' },
	],
	[
		'what a proof unpacks, of however old a restore point, while a run holds the stack',
		'.20261101T101459Z-0.1.9.proof',
		holder,
		{ is: 'incomplete', writtenBy: 'r' },
	],
	['what a proof left', '.20261101T101459Z-0.1.9.proof', undefined, { is: 'incomplete' }],
	['one without a manifest under its last name', '20261121T101500Z-0.1.9', holder, { is: 'incomplete' }],
	['one whose removal was begun', '.20261121T101500Z-0.1.9.removing', holder, { is: 'being removed' }],
])('%s', (_condition, id, held, expected) => {
	const found = { ...nothing, incomplete: [`/backups/specivo/${id}`] };
	expect(retentionPoints(found, () => undefined, held)).toEqual([{ id, ...expected }]);
});
