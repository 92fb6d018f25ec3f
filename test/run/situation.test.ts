import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { waysBack } from '../../source/plan/ways-back.ts';
import { sealOf } from '../../source/restore-points/seal.ts';
import { situationOf, type WaysBackQuestion } from '../../source/run/situation.ts';
import { readSqliteDefinition } from '../../source/survey/schema/sqlite.ts';
import { type StubAnswer, type StubDocker, stubDocker } from '../docker/stub-docker.ts';
import { manifestFixture } from '../plan/manifest-fixture.ts';
import { stackFixture } from '../steps/context-fixture.ts';
import { digest, factsFixture, specivoRunbook } from '../survey/facts-fixture.ts';

let directory: string;
let docker: StubDocker;
beforeEach(() => {
	docker = stubDocker();
	directory = mkdtempSync(join(tmpdir(), 'lockkeeper-ways-'));
	writeFileSync(join(directory, 'docker-compose.yml'), '');
	writeFileSync(join(directory, '.env'), '');
});
afterEach(() => {
	docker.remove();
	rmSync(directory, { recursive: true, force: true });
});

// Nothing listens there: no registry is asked by these tests.
const repository = '127.0.0.1:9/specivo/specivo';
const image = `${repository}:0.1.10`;
const runbook = { ...specivoRunbook, detect: { image: repository } };
const here = { when: `image inspect ${image}`, stdout: JSON.stringify([{ Id: digest('1') }]) };
const gone = { when: 'image inspect', stderr: 'Error: No such image', exit: 1 };
const now = (revision: string) => ({ when: 'psql', stdout: `${revision}\n` });
const knows = (revision: string) => ({
	when: `--entrypoint alembic ${image} heads`,
	stdout: `${revision} (head)\n`,
});

/** Facts of a survey at which the schema was so. */
const surveyed = (revision: string) => factsFixture({ schema: { ok: true, value: { current: revision } } });

const situation = (
	answers: readonly StubAnswer[],
	asked: Partial<WaysBackQuestion>,
	changes: Partial<typeof runbook> = {},
) => {
	docker.answers([
		...answers,
		{ when: `image inspect ${repository}:0.2.0`, stdout: JSON.stringify([{ Id: digest('2') }]) },
	]);
	return situationOf(
		stackFixture(directory, docker.engine, {
			runbook: { ...runbook, ...changes },
			envVariables: { SPECIVO_VERSION: '0.2.0' },
		}),
		{
			facts: surveyed('0020'),
			plan: { from: '0.1.10', to: '0.2.0' },
			why: '',
			verified: false,
			...asked,
		},
	);
};
const recommended = (found: Awaited<ReturnType<typeof situation>>) =>
	waysBack(found).find((way) => way.recommended)?.id;

function keepRestorePoint(id: string, changes: Parameters<typeof manifestFixture>[0] = {}): void {
	const path = join(directory, 'backups', id);
	mkdirSync(path, { recursive: true });
	const manifest = manifestFixture({ id, ...changes });
	writeFileSync(join(path, 'manifest.json'), JSON.stringify({ ...manifest, seal: sealOf(manifest) }));
}

test('after an upgrade, its own survey tells the schema before', async () => {
	const found = await situation([here, now('0023')], {});
	expect(found).toMatchObject({
		revisionBefore: { value: '0020' },
		revisionNow: { value: '0023' },
		image: { is: 'here' },
	});
	expect(recommended(found)).toBe('leave');
});

// A survey of now finds the new schema: taken for the one before, a re-pin would look safe and never start.
test('asked for later, without a restore point, the old image tells the schema it works with', async () => {
	const found = await situation([here, now('0023'), knows('0020')], {
		wanted: true,
		facts: surveyed('0023'),
	});
	expect(found.revisionBefore).toEqual({ ok: true, value: '0020' });
	expect(recommended(found)).toBe('leave');
});

test('asked for later, when the schema did not move, the re-pin is recommended', async () => {
	const found = await situation([here, now('0020'), knows('0020')], { wanted: true });
	expect(recommended(found)).toBe('re-pin');
});

test('with neither restore point nor image nobody can tell, and nothing is guessed', async () => {
	const found = await situation([gone, now('0020')], { wanted: true });
	expect(found).toMatchObject({
		revisionBefore: { ok: false },
		image: { is: 'gone', problem: expect.stringContaining(image) },
	});
	expect(recommended(found)).toBe('leave');
});

test('an image under our own tag is not gone', async () => {
	const kept = { when: 'image inspect lockkeeper-kept/127-0-0-1-9-specivo-specivo:0.1.10', stdout: '[]' };
	expect((await situation([kept, gone, now('0020')], {})).image).toEqual({ is: 'here' });
});

test('a database that does not answer is told as that', async () => {
	const found = await situation([here, { when: 'psql', stderr: 'service "db" is not running', exit: 1 }], {});
	expect(found.revisionNow).toMatchObject({ ok: false, problem: expect.stringContaining('not running') });
});

test('of several restore points the newest proven one of the version is taken', async () => {
	const unproven = { proof: { level: 'none', at: '', restoreTook: 0, detail: '' } } as const;
	keepRestorePoint('20260601T000000Z-0.1.10');
	keepRestorePoint('20260602T000000Z-0.1.10');
	keepRestorePoint('20260603T000000Z-0.1.10', unproven);
	keepRestorePoint('20260604T000000Z-0.1.9', { version: '0.1.9' });
	const found = await situation([here, now('0023')], {});
	expect(found.restorePoint?.manifest.id).toBe('20260602T000000Z-0.1.10');
	expect(found.revisionBefore).toEqual({ ok: true, value: '0020' });
	expect(recommended(found)).toBe('restore');
});

test('a restore point asked for by name is taken, proven or not', async () => {
	keepRestorePoint('20260602T000000Z-0.1.10');
	keepRestorePoint('20260603T000000Z-0.1.10', {
		proof: { level: 'none', at: '', restoreTook: 0, detail: '' },
	});
	const found = await situation([here, now('0023')], { point: '20260603T000000Z-0.1.10' });
	expect(found.restorePoint?.manifest.id).toBe('20260603T000000Z-0.1.10');
});

// SQLite keeps what a migration did before it broke, and alembic its revision.
test('a migration of SQLite’s that broke halfway: the revision is the old one, and the data are brought back', async () => {
	const file = join(directory, 'local.db');
	const database = new DatabaseSync(file);
	database.exec(
		"CREATE TABLE packages (name TEXT); CREATE TABLE alembic_version (version_num TEXT); INSERT INTO alembic_version VALUES ('0020')",
	);
	const place = { path: file };
	const schema = await readSqliteDefinition({ engine: docker.engine, place });
	const part = {
		...{ kind: 'sqlite' as const, path: file, artifacts: [], owner: { uid: 0, gid: 0, mode: 0o600 } },
		...{ tables: [], schema, userVersion: 0, applicationId: 0, orphans: 0, revision: '0020' },
	};
	keepRestorePoint('20260602T000000Z-0.1.10', { parts: [part] });
	const look = () => situation([here], { wanted: true }, { data: [{ sqlite: { path: 'local.db' } }] });
	const whole = await look();
	expect(whole.definedOtherwise).toBeUndefined();
	expect(recommended(whole)).toBe('re-pin');
	database.exec('ALTER TABLE packages ADD COLUMN name_key TEXT');
	const broken = await look();
	database.close();
	expect(broken).toMatchObject({ revisionBefore: { value: '0020' }, revisionNow: { value: '0020' } });
	expect(broken.definedOtherwise).toBe(true);
	expect(recommended(broken)).toBe('restore');
});
