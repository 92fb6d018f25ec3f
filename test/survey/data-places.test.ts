import { chmodSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { dataMounts } from '../../source/checks/data-mounts.ts';
import { diskNeeds } from '../../source/checks/disk-needs.ts';
import { defaultEngine } from '../../source/docker/engine.ts';
import { OperatorError } from '../../source/host/errors.ts';
import type { DataEntry } from '../../source/runbook/schema.ts';
import { parseComposeConfig } from '../../source/survey/compose-config.ts';
import { dataPlaces, measure } from '../../source/survey/data.ts';
import type { Stack } from '../../source/survey/identify.ts';
import { inputFixture } from '../checks/input.ts';
import { factsFixture } from './facts-fixture.ts';

const config = parseComposeConfig(
	JSON.stringify({
		name: 'wiki',
		services: {
			proxy: { image: 'caddy:2' },
			app: {
				image: 'wiki/wiki:2',
				volumes: [
					{ type: 'volume', source: 'uploads', target: '/uploads' },
					{ type: 'bind', source: '/srv/wiki', target: '/data' },
				],
			},
		},
		volumes: { uploads: { name: 'wiki_uploads' }, shared: { name: 'shared', external: true } },
	}),
);

let directory: string;
beforeEach(() => {
	directory = mkdtempSync(join(tmpdir(), 'lockkeeper-places-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const stackWith = (...data: DataEntry[]) =>
	({
		directory,
		engine: { ...defaultEngine, executable: 'docker-that-is-not-there' },
		project: { directory, envFiles: [] },
		config,
		runbook: { data },
		variables: (name: string) => ({ APP_DATA: './wiki-data', TOKEN: 'abc123', EMPTY: '' })[name],
		backups: join(directory, '.lockkeeper', 'backups', 'wiki'),
	}) as unknown as Stack;

test('a SQLite database lies in the stack’s directory, or in a volume by its name for the engine', () => {
	expect(
		dataPlaces(
			stackWith(
				{ sqlite: { path: '$APP_DATA/app.db' } },
				{ sqlite: { path: '/srv/app.db' } },
				{ sqlite: { path: 'app.db', volume: 'uploads' } },
			),
		),
	).toEqual([
		{ kind: 'sqlite', path: join(directory, 'wiki-data', 'app.db') },
		{ kind: 'sqlite', path: '/srv/app.db' },
		{ kind: 'sqlite', path: 'app.db', volume: { key: 'uploads', name: 'wiki_uploads' } },
	]);
});

test('a volume has the name Compose gives it, its users, and images of the stack, theirs first', () => {
	const entries: DataEntry[] = [
		{ volume: { name: 'uploads', except: ['cache'] } },
		{ volume: { name: 'shared', except: [] } },
	];
	expect(dataPlaces(stackWith(...entries))).toEqual([
		{
			kind: 'volume',
			key: 'uploads',
			name: 'wiki_uploads',
			except: ['cache'],
			users: [{ service: 'app', target: '/uploads' }],
			images: ['wiki/wiki:2', 'caddy:2'],
		},
		{
			kind: 'volume',
			key: 'shared',
			name: 'shared',
			except: [],
			users: [],
			images: ['caddy:2', 'wiki/wiki:2'],
		},
	]);
});

test.each<DataEntry>([
	{ volume: { name: 'upload', except: [] } },
	{ sqlite: { path: 'app.db', volume: 'upload' } },
])('a volume that the Compose file has not is refused, with those it has: %j', (entry) => {
	const call = () => dataPlaces(stackWith(entry));
	expect(call).toThrow(OperatorError);
	expect(call).toThrow('The runbook names the volume upload; the Compose file has uploads, shared.');
});

test('a SQLite database counts with its write-ahead log; one that is not there is said not to be', async () => {
	const file = join(directory, 'app.db');
	const stack = stackWith();
	expect(await measure(stack, { kind: 'sqlite', path: file })).toMatchObject({
		exists: false,
		bytes: 0,
		path: file,
	});
	writeFileSync(file, 'x'.repeat(1000));
	writeFileSync(`${file}-wal`, 'x'.repeat(500));
	const found = await measure(stack, { kind: 'sqlite', path: file });
	expect(found).toMatchObject({
		kind: 'sqlite',
		label: `SQLite database ${file}`,
		exists: true,
		bytes: 1500,
	});
	const needs = diskNeeds(factsFixture({ data: [{ ok: true, value: found }] }));
	expect(needs[0]).toEqual({
		purpose: 'restore points',
		label: `copy of SQLite database ${file}`,
		bytes: 2250,
	});
});

const script = (
	needs: { programs?: string[]; variables?: string[] } = {},
	run = ['./backup.sh', '--all'],
) => ({
	script: { run, writes: '$APP_DATA/backups', needs: { programs: [], variables: [], ...needs } },
});
const makeScript = () => {
	writeFileSync(join(directory, 'backup.sh'), '#!/bin/sh\n');
	chmodSync(join(directory, 'backup.sh'), 0o755);
};

test('a vendor’s script that can work here gets the values of its variables when it is run', () => {
	makeScript();
	const [place] = dataPlaces(stackWith(script({ programs: ['sh'], variables: ['TOKEN'] })));
	expect(place).toEqual({
		kind: 'script',
		run: ['./backup.sh', '--all'],
		writes: join(directory, 'wiki-data', 'backups'),
		variables: ['TOKEN'],
		environment: expect.any(Function),
	});
	if (place?.kind === 'script') expect(place.environment()).toEqual({ TOKEN: 'abc123' });
});

test.each<[string, DataEntry, string]>([
	['a program is missing', script({ programs: ['no-such-program'] }), 'no-such-program is not on PATH'],
	['a variable is missing', script({ variables: ['NOT_SET'] }), 'NOT_SET has no value'],
	['a variable is empty', script({ variables: ['EMPTY'] }), 'EMPTY has no value'],
	['it is not there', script({}, ['./other.sh']), './other.sh is not there, or may not be run'],
	['it may not be run', script({}, ['./plain.sh']), './plain.sh is not there, or may not be run'],
	['it is a directory', script({}, ['./wiki-data']), './wiki-data is not there, or may not be run'],
])('a vendor’s script is not run when %s; survey and checklist say so', async (_condition, entry, reason) => {
	makeScript();
	writeFileSync(join(directory, 'plain.sh'), '#!/bin/sh\n');
	mkdirSync(join(directory, 'wiki-data'));
	const stack = stackWith(entry);
	const [place] = dataPlaces(stack);
	if (place?.kind !== 'script') throw new Error('expected a script');
	expect(place.skipped).toBe(reason);
	const found = await measure(stack, place);
	expect(found).toMatchObject({ kind: 'script', exists: true, bytes: 0, skipped: reason });
	const data = [{ ok: true, value: found }] as const;
	const finding = dataMounts.examine(inputFixture({ data }));
	expect(finding.outcome).toBe('warn');
	expect(finding.evidence).toBe(`vendor’s script ${place.run.join(' ')} will not be run: ${reason}`);
	expect(finding.advice).toMatch(/^The restore point will be without .*\.$/);
});

test('room is reckoned for what a vendor’s script will write by its newest file, and for the copy of it', async () => {
	makeScript();
	const stack = stackWith(script());
	const [place] = dataPlaces(stack);
	if (!place) throw new Error('expected a script');
	expect(await measure(stack, place)).toMatchObject({ bytes: 0, exists: true });
	const backups = join(directory, 'wiki-data', 'backups');
	mkdirSync(join(backups, 'daily'), { recursive: true });
	writeFileSync(join(backups, 'old'), 'x'.repeat(5000));
	utimesSync(join(backups, 'old'), 1_600_000_000, 1_600_000_000);
	writeFileSync(join(backups, 'daily', 'new'), 'x'.repeat(700));
	const found = await measure(stack, place);
	expect(found).toMatchObject({ bytes: 700, path: backups });
	const needs = diskNeeds(factsFixture({ data: [{ ok: true, value: found }] }));
	expect(needs.map(({ purpose, bytes }) => [purpose, bytes]).slice(0, 2)).toEqual([
		['stack', 700],
		['restore points', 700],
	]);
	expect(dataMounts.examine(inputFixture({ data: [{ ok: true, value: found }] })).outcome).toBe('pass');
});
