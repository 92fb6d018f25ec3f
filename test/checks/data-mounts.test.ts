import { expect, test } from 'vitest';
import { dataMounts } from '../../source/checks/data-mounts.ts';
import type { Facts, MountFact } from '../../source/survey/facts.ts';
import { databaseFixture, factsFixture } from '../survey/facts-fixture.ts';
import { inputFixture } from './input.ts';

const mounts = factsFixture().mounts;
const changed = (service: string, changes: Partial<MountFact>) =>
	mounts.map((mount) => (mount.service === service ? { ...mount, ...changes } : mount));
const of = (source: string, changes: Partial<MountFact>) =>
	mounts.map((mount) => (mount.source.endsWith(source) ? { ...mount, ...changes } : mount));

test.each<[string, Partial<Facts>, string, RegExp]>([
	[
		'all there',
		{},
		'pass',
		/^5 mounts there and not empty; database specivo 40 MiB, directory specivo-data 300 MiB/,
	],
	[
		'a source is missing',
		{ mounts: changed('redis', { exists: false, empty: true }) },
		'fail',
		/^\/opt\/specivo\/specivo-data\/redis \(\/data of redis\) is not there$/,
	],
	[
		'a source of two services is missing: told once',
		{ mounts: of('/specivo-data', { exists: false }) },
		'fail',
		/^\/opt\/specivo\/specivo-data \(\/app\/data of api and \/app\/data of celery-worker\) is not there$/,
	],
	[
		'the database’s directory is empty',
		{ mounts: changed('db', { empty: true }) },
		'fail',
		/is empty, and a database should be in it/,
	],
	['another directory is empty', { mounts: changed('redis', { empty: true }) }, 'warn', /redis\) is empty$/],
	[
		'a file mounted into the database’s service is empty',
		{
			mounts: [
				...mounts,
				{
					service: 'db',
					source: '/opt/x.sql',
					target: '/docker-entrypoint-initdb.d/x.sql',
					exists: true,
					empty: true,
				},
			],
		},
		'warn',
		/x\.sql of db\) is empty/,
	],
	[
		'data of the runbook is not there',
		{ data: [{ ok: true, value: { ...databaseFixture, exists: false } }] },
		'fail',
		/^database specivo is not there$/,
	],
	[
		'data that cannot be read',
		{ data: [{ ok: false, problem: 'specivo-data: permission denied' }] },
		'fail',
		/^specivo-data: permission denied$/,
	],
	['no mounts at all: a stack with its data in containers', { mounts: [] }, 'pass', /^0 mounts/],
])('%s', (_condition, facts, outcome, evidence) => {
	const finding = dataMounts.examine(inputFixture(facts));
	expect(finding.outcome).toBe(outcome);
	expect(finding.evidence).toMatch(evidence);
	expect(finding.advice === undefined).toBe(outcome === 'pass');
});
