import { expect, test } from 'vitest';
import { defaultEngine } from '../../source/docker/engine.ts';
import { planBackup } from '../../source/plan/backup.ts';
import { planUpgrade } from '../../source/plan/upgrade.ts';
import { factsFixture } from '../survey/facts-fixture.ts';

const commands = { takeCommands: ['pg_dump … > dump'], proveCommands: ['docker run …'] };

test('a backup saves and proves, without downtime and without a question', () => {
	const { purpose, from, to, steps } = planBackup(factsFixture(), { ...commands, level: 'data' });
	expect({ purpose, from, to }).toEqual({ purpose: 'backup', from: '0.1.9', to: '0.1.9' });
	expect(steps.map(({ id, kind, phase }) => [id, kind, phase])).toEqual([
		['restore-point', 'restore-point', 'Back up'],
		['prove', 'prove', 'Back up'],
	]);
	expect(steps.filter(({ gate, downtime }) => gate !== undefined || downtime > 0)).toEqual([]);
});

test('an upgrade begins with the same two steps', () => {
	const wishes = { ...commands, engine: defaultEngine, from: '0.1.9', to: '0.1.10', answers: [] };
	expect(planUpgrade(factsFixture(), wishes).steps.slice(0, 2)).toEqual(
		planBackup(factsFixture(), { ...commands, level: 'data' }).steps,
	);
});

test.each(['read back', 'data', 'full'] as const)(
	'level %s stands in the parameters of the proof',
	(level) => {
		expect(planBackup(factsFixture(), { ...commands, level }).steps.at(1)?.parameters).toEqual({ level });
	},
);

test('reading back is not called a restore', () => {
	const [, proof] = planBackup(factsFixture(), { ...commands, level: 'read back' }).steps;
	expect(proof?.title).toBe('read it back, load nothing');
	expect(proof?.changes).not.toContain('container');
});

const ship = { target: '/mnt/nas', command: 'lockkeeper restore-points copy newest' };

test('what is to leave the host leaves it once it is proven; a backup that cannot ship has failed', () => {
	const { steps } = planBackup(factsFixture(), { ...commands, level: 'data', ship });
	expect(steps.map(({ kind }) => kind)).toEqual(['restore-point', 'prove', 'ship']);
	expect(steps.at(2)).toMatchObject({ parameters: { target: '/mnt/nas' }, commands: [ship.command] });
	expect(steps.filter(({ without }) => without)).toEqual([]);
});

test('an upgrade asks whether it may go on without the copy, and without nothing else', () => {
	const wishes = { ...commands, ship, engine: defaultEngine, from: '0.1.9', to: '0.1.10', answers: [] };
	const { steps } = planUpgrade(factsFixture(), wishes);
	expect(steps.slice(0, 4).map(({ kind }) => kind)).toEqual([
		'restore-point',
		'prove',
		'ship',
		'keep-images',
	]);
	expect(steps.filter(({ without }) => without).map(({ kind }) => kind)).toEqual(['ship']);
});

test('a stack of mixed versions can be backed up', () => {
	const facts = factsFixture({ version: { running: {}, pinPlace: '' } });
	expect(planBackup(facts, { ...commands, level: 'data' }).from).toBe('unknown');
});

test('what has to stop while it is saved: it asks, and says what stops and for how long', () => {
	const [save, proof] = planBackup(factsFixture(), { ...commands, level: 'data', stops: ['api'] }).steps;
	expect(save).toMatchObject({
		gate: 'confirm',
		changes: 'api stops while the data is read, and starts again; a new directory among the restore points',
	});
	expect(save?.downtime).toBeGreaterThan(save?.expected ?? 0);
	expect(proof).toMatchObject({ downtime: 0 });
});

test('a database that lies in an archive is loaded nowhere, and nothing says that it is', () => {
	const facts = factsFixture();
	const archives = facts.data.filter((data) => data.ok && data.value.kind !== 'postgres');
	const [, proof] = planBackup({ ...facts, data: archives }, { ...commands, level: 'data' }).steps;
	expect(proof).toMatchObject({ title: 'read it back, load nothing', parameters: { level: 'data' } });
});
