import { describe, expect, test } from 'vitest';
import { defaultEngine } from '../../source/docker/engine.ts';
import type { Plan } from '../../source/plan/plan.ts';
import { planRollback, type RollbackWishes } from '../../source/plan/rollback.ts';
import type { WayBack, WayBackId } from '../../source/plan/ways-back.ts';
import { factsFixture } from '../survey/facts-fixture.ts';

const way = (id: WayBackId): WayBack => ({
	id,
	title: '',
	changes: '',
	keeps: '',
	milliseconds: 45_000,
	loses: '',
	undo: '',
	reason: '',
	recommended: true,
});

const path = '/var/backups/specivo/20260615T021000Z-0.1.10';

const wishes = (id: WayBackId): RollbackWishes => ({
	engine: defaultEngine,
	from: '0.2.0',
	to: '0.1.10',
	keeps: '0.2.0',
	way: way(id),
	restorePoint: path,
	at: '2026-06-15T03:00:00.000Z',
	restoreCommands: ['zstd -d < dump | docker compose exec -T db psql …'],
	swapCommands: ['ALTER DATABASE …'],
	answers: ['curl -si http://127.0.0.1:9933/'],
});

const plan = (id: WayBackId): Plan => planRollback(factsFixture(), wishes(id));

const ids = (id: WayBackId) => plan(id).steps.map((step) => step.id);
const step = (of: WayBackId, id: string) => {
	const found = plan(of).steps.find((candidate) => candidate.id === id);
	if (!found) throw new Error(`no step ${id} in ${of}`);
	return found;
};
const gates = (of: WayBackId) => plan(of).steps.flatMap(({ id, gate }) => (gate ? [[id, gate]] : []));

describe('the order of steps', () => {
	test('leave: none', () => {
		expect(ids('leave')).toEqual([]);
	});

	test('finish: starts what is pinned, and asks for no gate', () => {
		expect(ids('finish')).toEqual(['up', 'wait', 'verify']);
		expect(gates('finish')).toEqual([]);
	});

	test('re-pin: the image is found before the pin, the pin is confirmed', () => {
		expect(ids('re-pin')).toEqual(['find-images', 'pin', 'up', 'wait', 'verify']);
		expect(gates('re-pin')).toEqual([['pin', 'confirm']]);
	});

	test('restore: loaded beside and compared while all runs, then stopped, pinned, swapped, started', () => {
		expect(ids('restore')).toEqual([
			'find-images',
			'restore-beside',
			'losses',
			'stop',
			'ready',
			'pin',
			'swap',
			'up',
			'wait',
			'verify',
		]);
	});

	test('restore: what lays beside is confirmed; what loses writes is typed, once it is known what would be lost', () => {
		expect(gates('restore')).toEqual([
			['restore-beside', 'confirm'],
			['stop', 'type'],
		]);
		expect(ids('restore').indexOf('losses')).toBeLessThan(ids('restore').indexOf('stop'));
	});

	test('restore: pinned before the swap, so that no start by hand can migrate the restored data', () => {
		expect(ids('restore').indexOf('pin')).toBeLessThan(ids('restore').indexOf('swap'));
	});

	test('restore: nothing writes during the swap', () => {
		expect(ids('restore').indexOf('stop')).toBeLessThan(ids('restore').indexOf('swap'));
	});
});

describe('an image that is gone from this host', () => {
	const pulled = `specivo/specivo@sha256:${'1'.repeat(64)}`;
	const planned = (id: WayBackId, ...pull: string[]) =>
		planRollback(factsFixture(), { ...wishes(id), way: { ...way(id), pull } }).steps;

	test.each<WayBackId>(['re-pin', 'restore', 'restore-copy', 'restore-database', 'restore-archive', 'undo'])(
		'%s: it is pulled first, before anything is asked or stops',
		(id) => {
			const [first, ...rest] = planned(id, pulled);
			expect(first).toMatchObject({
				id: 'pull-image',
				downtime: 0,
				parameters: { version: '0.1.10', pulled },
			});
			expect(rest.map((each) => each.id)).toEqual(ids(id).slice(1));
		},
	);

	test('by its digest it is given its tag; by its tag it has it', () => {
		const pull = `docker pull ${pulled}`;
		expect(planned('re-pin', pulled)[0]?.commands).toEqual([
			...[pull, `docker image tag ${pulled} specivo/specivo:0.1.10`],
		]);
		expect(planned('re-pin', 'specivo/specivo:0.1.10')[0]?.commands).toEqual([
			'docker pull specivo/specivo:0.1.10',
		]);
	});

	test('of an app with several, each that is gone', () => {
		expect(planned('re-pin', pulled, 'specivo/web:0.1.10')[0]).toMatchObject({
			title: 'pull the images of 0.1.10',
			commands: [
				`docker pull ${pulled}`,
				`docker image tag ${pulled} specivo/specivo:0.1.10`,
				'docker pull specivo/web:0.1.10',
			],
			undo: 'docker image rm specivo/specivo:0.1.10 specivo/web:0.1.10',
			parameters: { pulled: `${pulled} specivo/web:0.1.10` },
		});
	});
});

describe('a part of the restore point', () => {
	const alone = { parts: '1', of: 'files', only: 'directory /srv/data', stays: 'database specivo' } as const;
	const partial = (id: WayBackId, more: Partial<RollbackWishes>) =>
		planRollback(factsFixture(), { ...wishes(id), ...more });

	test('files alone: nothing is pinned, and nothing writes during the swap', () => {
		const { steps, to } = partial('restore-archive', { alone, to: '0.2.0' });
		expect(steps.map((each) => each.id)).toEqual([
			...['find-images', 'restore-beside', 'losses', 'stop', 'ready', 'swap', 'up', 'wait', 'verify'],
		]);
		expect(steps.flatMap(({ id, gate }) => (gate ? [[id, gate]] : []))).toEqual([
			['restore-beside', 'confirm'],
			['stop', 'type'],
		]);
		expect(to).toBe('0.2.0');
	});

	test('the database alone: the steps are those of all of it', () => {
		const { steps } = partial('restore-database', { alone: { ...alone, of: 'databases' } });
		expect(steps.map((each) => each.id)).toEqual(ids('restore'));
	});

	test.each<WayBackId>(['restore-archive', 'restore-database', 'undo'])(
		'%s: every step that reads the restore point knows which part it is about',
		(id) => {
			const { steps } = partial(id, { alone });
			const reading = steps.filter(({ parameters }) => 'restorePoint' in parameters);
			expect(reading.length).toBeGreaterThan(2);
			for (const { parameters } of reading) expect(parameters).toMatchObject(alone);
			expect(steps.find(({ kind }) => kind === 'swap')?.changes).toContain(alone.only);
		},
	);
});

test.each<[WayBackId, Pick<Plan, 'purpose' | 'from' | 'to'>]>([
	['finish', { purpose: 'upgrade', from: '0.2.0', to: '0.2.0' }],
	['re-pin', { purpose: 'rollback', from: '0.2.0', to: '0.1.10' }],
	['restore', { purpose: 'rollback', from: '0.2.0', to: '0.1.10' }],
])('%s: from where to where', (id, expected) => {
	expect(plan(id)).toMatchObject({ ...expected, directory: '/opt/specivo' });
});

const compose = 'docker compose --env-file .env --env-file .env.local';

test.each<[string, readonly string[]]>([
	[
		'find-images',
		[
			'docker image inspect specivo/specivo:0.1.10 || docker image tag lockkeeper-kept/specivo-specivo:0.1.10 specivo/specivo:0.1.10',
		],
	],
	['restore-beside', ['zstd -d < dump | docker compose exec -T db psql …']],
	['stop', [`${compose} stop api celery-worker celery-beat`]],
	['pin', ["sed -i 's/^SPECIVO_VERSION=.*/SPECIVO_VERSION=0.1.10/' .env"]],
	['swap', ['ALTER DATABASE …']],
	['up', [`${compose} up --detach api celery-worker celery-beat`]],
	['wait', [`${compose} logs --follow api`]],
	[
		'verify',
		[`${compose} ps --all`, 'curl -si http://127.0.0.1:9933/', `${compose} exec -T api alembic current`],
	],
])('restore: the commands of %s', (id, commands) => {
	expect(step('restore', id).commands).toEqual(commands);
});

test('options that select the engine stand in every docker command', () => {
	const remote = planRollback(factsFixture(), {
		...wishes('re-pin'),
		engine: { ...defaultEngine, options: ['--context', 'nas'] },
	});
	for (const command of remote.steps.flatMap((each) => each.commands))
		expect(command.replaceAll('docker --context nas ', '')).not.toContain('docker ');
});

test('restore: the steps that read the restore point know where it lies, and by which time to name what they make', () => {
	const parameters = { restorePoint: path, keeps: '0.2.0', at: '2026-06-15T03:00:00.000Z' };
	expect(step('restore', 'restore-beside').parameters).toEqual(parameters);
	expect(step('restore', 'losses').parameters).toEqual(parameters);
	expect(step('restore', 'swap').parameters).toEqual(parameters);
});

test('finish starts and verifies the version that is pinned, the others the one before', () => {
	expect(step('finish', 'verify').parameters.version).toBe('0.2.0');
	expect(step('finish', 'up').parameters.version).toBe('0.2.0');
	expect(step('re-pin', 'verify').parameters.version).toBe('0.1.10');
	expect(step('re-pin', 'pin').parameters).toMatchObject({ from: '0.2.0', version: '0.1.10' });
	expect(step('restore', 'up').parameters.version).toBe('0.1.10');
});

test('the data directory and the database stay under dated names, and the plan says so', () => {
	expect(step('restore', 'swap').changes).toContain('those of now stay under dated names');
	expect(step('restore', 'stop').undo).toBe(`${compose} start api celery-worker celery-beat`);
});

test('every step stands under Ways back, with what it changes and how it is undone', () => {
	for (const id of ['finish', 're-pin', 'restore'] as const)
		for (const each of plan(id).steps) {
			expect(each.phase).toBe('Ways back');
			expect(each.changes, each.id).not.toBe('');
			expect(each.undo, each.id).not.toBe('');
			expect(each.title.length, each.title).toBeLessThanOrEqual(40);
		}
});
