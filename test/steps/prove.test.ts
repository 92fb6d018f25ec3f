// Touches the world: takes restore points of a temporary directory; no engine.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { proveRestorePoint } from '../../source/restore-points/prove.ts';
import { takeRestorePoint } from '../../source/restore-points/take.ts';
import { prove } from '../../source/steps/prove.ts';
import { makeWorkbench, type Workbench } from '../restore-points/workbench.ts';
import { contextFixture, stackFixture, stepFixture } from './context-fixture.ts';

let bench: Workbench;
let path: string;

beforeEach(async () => {
	bench = await makeWorkbench();
	await writeFile(join(bench.root, 'docker-compose.yml'), '');
	({ path } = await takeRestorePoint(bench.context, bench.wanted()));
});
afterEach(() => bench.remove());

const context = () =>
	contextFixture(stackFixture(bench.root, bench.context.engine), { outputs: { 'restore-point.path': path } });

test.each([
	['read back', 'read back', true],
	['read back', 'data', false],
	['data', 'read back', true],
	['data', 'data', true],
	['data', 'full', false],
	['full', 'data', true],
	['full', undefined, true],
	['read back', undefined, false],
] as const)('proven by %s, asked for %s: done is %s', async (level, asked, done) => {
	await proveRestorePoint(bench.context, path, level);
	const step = stepFixture('prove', asked === undefined ? {} : { level: asked });
	expect(await prove.look?.(context(), step)).toEqual({ done, evidence: `its manifest says: ${level}` });
});

test.each(['read back', 'full'])('level %s of the step is the level of the proof', async (level) => {
	const step = stepFixture('prove', { level });
	await prove.act(context(), step);
	expect(await prove.look?.(context(), step)).toEqual({
		done: true,
		evidence: `its manifest says: ${level}`,
	});
});

test('a level that there is none of is a fault of our own', async () => {
	await expect(prove.act(context(), stepFixture('prove', { level: 'none' }))).rejects.toThrow('“none”');
});
