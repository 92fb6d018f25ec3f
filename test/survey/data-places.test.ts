import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { diskNeeds } from '../../source/checks/disk-needs.ts';
import { defaultEngine } from '../../source/docker/engine.ts';
import { OperatorError } from '../../source/host/errors.ts';
import type { DataEntry } from '../../source/runbook/schema.ts';
import { parseComposeConfig } from '../../source/survey/compose-config.ts';
import { dataPlaces, measure } from '../../source/survey/data.ts';
import type { Stack } from '../../source/survey/identify.ts';
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
		variables: (name: string) => ({ APP_DATA: './wiki-data' })[name],
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
