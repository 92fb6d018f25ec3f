import { describe, expect, test } from 'vitest';
import { defaultEngine } from '../../source/docker/engine.ts';
import { keptTag } from '../../source/images/kept-tag.ts';
import type { Plan, StepKind } from '../../source/plan/plan.ts';
import { keptImages, planUpgrade, type UpgradeWishes } from '../../source/plan/upgrade.ts';
import type { Facts } from '../../source/survey/facts.ts';
import { digest, factsFixture, serviceFixture, specivoRunbook } from '../survey/facts-fixture.ts';

const wishes = (changes: Partial<UpgradeWishes> = {}): UpgradeWishes => ({
	engine: defaultEngine,
	from: '0.1.9',
	to: '0.1.10',
	takeCommands: ['docker compose exec -T db pg_dump … > dump'],
	proveCommands: ['docker run … pgvector/pgvector:pg18'],
	answers: ['curl -si http://127.0.0.1:9933/health/', 'curl -si http://127.0.0.1:9933/'],
	...changes,
});

const plan = (facts: Partial<Facts> = {}, changes: Partial<UpgradeWishes> = {}): Plan =>
	planUpgrade(factsFixture(facts), wishes(changes));

const step = (id: string, from: Plan = plan()) => {
	const found = from.steps.find((candidate) => candidate.id === id);
	if (!found) throw new Error(`no step ${id}`);
	return found;
};

/** Kinds that change the stack, its files or its containers. */
const changing: readonly StepKind[] = ['pin', 'up', 'stop', 'swap'];

describe('the order of steps', () => {
	test('those who use the app are told right before it stops, for a backup too', () => {
		const before = (changes: Partial<UpgradeWishes>) => {
			const ids = plan({}, { announcement: 'Soon.', ...changes }).steps.map(({ id }) => id);
			return ids[ids.indexOf('announce') + 1];
		};
		expect(before({})).toBe('pin');
		expect(before({ stops: ['api'] })).toBe('restore-point');
		expect(step('announce', plan({}, { announcement: 'Soon.' }))).toMatchObject({
			...{ gate: 'confirm', optional: 'nobody was told', downtime: 0, parameters: { text: 'Soon.' } },
		});
	});

	test('what needs no downtime comes first', () => {
		expect(plan().steps.map(({ id }) => id)).toEqual([
			'restore-point',
			'prove',
			'keep-images',
			'pull',
			'pin',
			'up',
			'wait',
			'verify',
			'ask',
		]);
	});

	test('nothing of the stack changes before restore point, proof, kept images and pull', () => {
		const kinds = plan().steps.map(({ kind }) => kind);
		const first = Math.min(...changing.map((kind) => kinds.indexOf(kind)).filter((index) => index >= 0));
		for (const kind of ['restore-point', 'prove', 'keep-images', 'pull'] as const)
			expect(kinds.slice(0, first)).toContain(kind);
	});

	test('the only gate stands before the first change', () => {
		expect(
			plan()
				.steps.filter(({ gate }) => gate)
				.map(({ id, gate }) => [id, gate]),
		).toEqual([['pin', 'confirm']]);
	});

	test('only what comes after the gate is down', () => {
		const { steps } = plan();
		const gate = steps.findIndex((candidate) => candidate.gate);
		expect(steps.slice(0, gate).map(({ downtime }) => downtime)).toEqual([0, 0, 0, 0]);
		expect(steps.filter(({ downtime }) => downtime > 0).map(({ id }) => id)).toEqual(['up', 'wait']);
		for (const each of steps) expect(each.downtime).toBeLessThanOrEqual(each.expected);
	});

	test('stations follow each other as the header shows them', () => {
		expect([...new Set(plan().steps.map(({ phase }) => phase))]).toEqual(['Back up', 'Upgrade', 'Verify']);
	});

	test('no question by hand when the runbook asks none', () => {
		const verify = specivoRunbook.verify.filter((entry) => !('ask' in entry));
		expect(plan({ runbook: { ...specivoRunbook, verify } }).steps.at(-1)?.id).toBe('verify');
	});

	test('the questions by hand are those of the runbook, in order', () => {
		expect(step('ask').parameters.asks).toBe('Sign in\nOpen an issue\nRun a search');
	});
});

const compose = 'docker compose --env-file .env --env-file .env.local';

describe('the commands as pasted into a shell', () => {
	test.each<[string, readonly string[]]>([
		['restore-point', ['docker compose exec -T db pg_dump … > dump']],
		['prove', ['docker run … pgvector/pgvector:pg18']],
		['keep-images', [`docker image tag ${digest('1')} lockkeeper-kept/specivo-specivo:0.1.9`]],
		['pull', [`SPECIVO_VERSION=0.1.10 ${compose} pull api celery-worker celery-beat`]],
		['pin', ["sed -i 's/^SPECIVO_VERSION=.*/SPECIVO_VERSION=0.1.10/' .env"]],
		['wait', [`${compose} logs --follow api`]],
		['up', [`${compose} up --detach api celery-worker celery-beat`]],
		[
			'verify',
			[
				`${compose} ps --all`,
				'curl -si http://127.0.0.1:9933/health/',
				'curl -si http://127.0.0.1:9933/',
				`${compose} exec -T api alembic current`,
			],
		],
		['ask', []],
	])('%s', (id, commands) => {
		expect(step(id).commands).toEqual(commands);
	});

	test('every compose command reads the env files that the stack has', () => {
		const commands = plan({ envFiles: ['.env'] }).steps.flatMap((each) => each.commands);
		const composed = commands.filter(
			(command) => command.includes('docker compose ') && !command.includes('…'),
		);
		expect(composed.length).toBeGreaterThanOrEqual(5);
		for (const command of composed) expect(command).toContain('docker compose --env-file .env ');
		expect(commands.join('\n')).not.toContain('.env.local');
	});

	test('options that select the engine stand in every docker command', () => {
		const remote = plan({}, { engine: { ...defaultEngine, options: ['--context', 'nas'] } });
		const commands = remote.steps
			.flatMap((each) => each.commands)
			.filter((command) => !command.includes('…'));
		for (const command of commands)
			expect(command.replaceAll('docker --context nas ', '')).not.toContain('docker ');
	});
});

test('services that are not the app are named in no command that changes something', () => {
	for (const id of ['pull', 'pin', 'up'])
		expect(step(id).commands.join(' ')).not.toMatch(/\b(nginx|db|redis)\b/);
});

test('every step says what it changes and how it is undone, within the width of the list', () => {
	for (const each of plan().steps) {
		expect(each.changes, each.id).not.toBe('');
		expect(each.undo, each.id).not.toBe('');
		expect(each.title.length, each.title).toBeLessThanOrEqual(40);
		expect(each.expected, each.id).toBeGreaterThan(0);
	}
});

test('the pin names the file, both versions, and what it leaves alone', () => {
	expect(step('pin')).toMatchObject({
		changes: 'SPECIVO_VERSION in .env, from 0.1.9 to 0.1.10; no other byte of it',
		undo: 'SPECIVO_VERSION=0.1.9 again',
		parameters: { from: '0.1.9', version: '0.1.10' },
	});
});

describe('kept images', () => {
	const app = { app: true, image: 'specivo/specivo:0.1.9' } as const;

	test('one tag for an image that several services run', () => {
		const services = ['api', 'worker'].map((name) => serviceFixture(name, { ...app, imageId: digest('1') }));
		expect(keptImages(services)).toEqual([
			{ id: digest('1'), kept: 'lockkeeper-kept/specivo-specivo:0.1.9' },
		]);
	});

	test('a service without a container has no image to keep', () => {
		const { imageId: _id, runningImage: _running, ...missing } = serviceFixture('api', app);
		expect(keptImages([missing])).toEqual([]);
	});

	test.each([
		['specivo/specivo', '0.1.9', 'lockkeeper-kept/specivo-specivo:0.1.9'],
		['registry.example:5000/team/app', '1.2.3', 'lockkeeper-kept/registry-example-5000-team-app:1.2.3'],
		['postgres', '17', 'lockkeeper-kept/postgres:17'],
	])('the tag of %s:%s', (repository, tag, kept) => {
		expect(keptTag(`${repository}:${tag}`)).toBe(kept);
	});
});
