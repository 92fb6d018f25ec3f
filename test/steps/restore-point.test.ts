// Touches the world: takes a restore point of a temporary directory; no engine.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { alembicRevision, manifestSchema } from '../../source/restore-points/manifest.ts';
import { restorePoint } from '../../source/steps/restore-point.ts';
import type { Stack } from '../../source/survey/identify.ts';
import { makeWorkbench, type Workbench } from '../restore-points/workbench.ts';
import { specivoRunbook } from '../survey/facts-fixture.ts';
import { contextFixture, stackFixture, stepFixture } from './context-fixture.ts';

let bench: Workbench;
beforeEach(async () => {
	bench = await makeWorkbench();
	await writeFile(join(bench.root, 'docker-compose.yml'), '');
});
afterEach(() => bench.remove());

test('a revision that alembic did not note is not compared with a table of alembic’s', async () => {
	const manifest = async (schema: Stack['runbook']['schema']) => {
		const runbook = { ...specivoRunbook, schema, data: [{ files: ['.env'] }] };
		const stack = stackFixture(bench.root, bench.context.engine, { runbook, backups: bench.backups });
		const { outputs } = await restorePoint.act(contextFixture(stack), stepFixture('restore-point'));
		return manifestSchema.parse(
			JSON.parse(await readFile(join(outputs?.path ?? '', 'manifest.json'), 'utf8')),
		);
	};
	const ofAlembic = await manifest(specivoRunbook.schema);
	const ofCommand = await manifest({ command: { service: 'api', run: ['app', 'schema'] } });
	expect([ofAlembic.schemaRevision, ofCommand.schemaRevision]).toEqual(['0020', '0020']);
	expect([alembicRevision(ofAlembic), alembicRevision(ofCommand)]).toEqual(['0020', undefined]);
});

test('a vendor’s script that was not run is named in what the step says', async () => {
	const needs = { programs: ['no-such-program'], variables: [] };
	const runbook = {
		...specivoRunbook,
		data: [{ files: ['.env'] }, { script: { run: ['sh', 'backup.sh'], writes: './backups', needs } }],
	};
	const stack = stackFixture(bench.root, bench.context.engine, { runbook, backups: bench.backups });
	const { detail } = await restorePoint.act(contextFixture(stack), stepFixture('restore-point'));
	expect(detail).toMatch(
		/, 0 rows; vendor’s script sh backup\.sh was not run: no-such-program is not on PATH$/,
	);
});
