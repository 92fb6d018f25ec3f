// Touches the world: a practice stack whose data is compared with a restore point of it.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPracticeStack, type PracticeStack } from '../../source/practice/open-practice-stack.ts';
import { kindOf } from '../../source/restore-points/data-kinds.ts';
import type { Manifest } from '../../source/restore-points/manifest.ts';
import { takeRestorePoint } from '../../source/restore-points/take.ts';
import { lossesSchema } from '../../source/restore-points/writes/writes.ts';
import { exportLosses, losses } from '../../source/steps/losses.ts';
import { identify, type Stack } from '../../source/survey/identify.ts';
import { contextFixture, stepFixture } from '../steps/context-fixture.ts';
import { onStack } from './opened-stack.ts';

let practice: PracticeStack;
let stack: Stack;
let point: { path: string; manifest: Manifest };
let backups: string;
const at = new Date('2026-06-15T03:00:00.000Z');
const step = () => stepFixture('losses', { restorePoint: point.path, at: at.toISOString() });
const attachments = () => join(practice.directory, 'specivo-data', 'attachments');

beforeAll(async () => {
	practice = await openPracticeStack({ rows: 500 });
	await practice.ready;
	stack = await identify(practice.directory, practice.engine);
	backups = await mkdtemp(join(tmpdir(), 'lockkeeper-losses-'));
	const context = {
		...{ engine: practice.engine, project: stack.project },
		...{ run: 'losses', onProgress: () => {} },
	};
	point = await takeRestorePoint(context, {
		...{ app: 'Specivo', stack: 'practice', version: '0.1.9', backups, images: [] },
		places: [
			{ kind: 'postgres', service: 'db', user: 'specivo', database: 'specivo' },
			{ kind: 'directory', path: join(practice.directory, 'specivo-data'), except: ['postgresql', 'redis'] },
		],
		...{ physical: 'off', now: new Date() },
	});
	await onStack(practice).sql(
		"INSERT INTO projects (key, name) SELECT 'N' || g, 'new ' || g FROM generate_series(1, 20) g; UPDATE projects SET name = name || ', changed' WHERE id <= 5;",
	);
	await writeFile(join(attachments(), 'written since'), 'a file');
	for (const part of point.manifest.parts) await kindOf(part).restoreBeside(context, point, part, at);
}, 120_000);
afterAll(async () => {
	await practice?.close();
	await rm(backups, { recursive: true, force: true });
});

describe('what would be lost, on the practice stack', () => {
	test('is told in a sentence, with its numbers for the journal', async () => {
		const { detail, outputs } = await losses.act(contextFixture(stack), step());
		expect(detail).toMatch(/: public\.projects: 20 rows new and 5 changed; 1 file new$/);
		const found = lossesSchema.parse(JSON.parse(outputs?.found ?? ''));
		const [database, directory] = found.parts;
		expect(database?.writes).toMatchObject({
			of: 'tables',
			tables: [{ told: 'rows', name: 'public.projects', new: 20, changed: 5, deleted: 0 }],
		});
		expect(directory?.writes).toEqual({ of: 'files', new: 1, changed: 0, removed: 0 });
		expect(outputs?.found).not.toContain('new 1');
	});

	test('is exported whole, under its owner’s eyes alone', async () => {
		const { detail, outputs } = await exportLosses(contextFixture(stack), step());
		expect(detail).toContain('1 file to ');
		const path = outputs?.export ?? '';
		const rows = await readFile(join(path, 'database-specivo', 'public.projects.csv'), 'utf8');
		expect(rows.trim().split('\n')).toHaveLength(26);
		expect(rows).toMatch(/new 20/);
		expect(await readdir(join(practice.directory, '.lockkeeper', 'exports'))).toHaveLength(1);
	});

	test('what was not laid beside keeps nobody from the way back, and is never told as nothing', async () => {
		// Nothing of this name was laid beside.
		const elsewhere = stepFixture('losses', { restorePoint: point.path, at: '2026-06-16T03:00:00.000Z' });
		const { detail, outputs } = await losses.act(contextFixture(stack), elsewhere);
		expect(detail).toContain('database specivo was not compared');
		const { parts } = lossesSchema.parse(JSON.parse(outputs?.found ?? ''));
		expect(parts.map(({ writes }) => writes.of)).toEqual(['not compared', 'not compared']);
	});

	test('an export that fails leaves nothing of it', async () => {
		const elsewhere = stepFixture('losses', { restorePoint: point.path, at: '2026-06-16T03:00:00.000Z' });
		await expect(exportLosses(contextFixture(stack), elsewhere)).rejects.toThrow();
		expect(await readdir(join(practice.directory, '.lockkeeper', 'exports'))).toHaveLength(1);
	});
});
