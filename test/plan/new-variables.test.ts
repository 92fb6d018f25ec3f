import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { defaultEngine } from '../../source/docker/engine.ts';
import { addVariablesSteps, filesAddedTo, removeVariablesSteps } from '../../source/plan/new-variables.ts';
import type { Plan } from '../../source/plan/plan.ts';
import { planRollback } from '../../source/plan/rollback.ts';
import { planUpgrade } from '../../source/plan/upgrade.ts';
import type { WayBackId } from '../../source/plan/ways-back.ts';
import { stepGate } from '../../source/run/step-gate.ts';
import type { Facts } from '../../source/survey/facts.ts';
import type { Stack } from '../../source/survey/identify.ts';
import { withBlock } from '../../source/survey/new-variables/block.ts';
import type { NewVariable } from '../../source/survey/new-variables/compare.ts';
import { factsFixture, specivoRunbook } from '../survey/facts-fixture.ts';

const variable = (name: string, changes: Partial<NewVariable> = {}): NewVariable => ({
	...{ name, shown: 'on it', is: 'offered', builds: [], defaulted: false },
	...changes,
});
const lacking = (...variables: readonly NewVariable[]): Partial<Facts> => ({
	newVariables: [
		{
			...{ file: '.env', example: '.env.example', exists: true },
			compared: { ok: true, value: { total: 12, lacking: variables } },
		},
	],
});
const upgrade = (facts: Partial<Facts>): Plan =>
	planUpgrade(factsFixture(facts), {
		...{ engine: defaultEngine, from: '0.1.9', to: '0.1.10', answers: [] },
		...{ takeCommands: [], proveCommands: [] },
	});
const ids = ({ steps }: Plan) => steps.map(({ id }) => id);

test('they are added after all else was made ready, and before the pin', () => {
	const order = ids(upgrade(lacking(variable('FEATURE'))));
	expect(order.slice(0, 6)).toEqual([
		...['restore-point', 'prove', 'keep-images', 'pull', 'add-variables', 'pin'],
	]);
});

test('what is built is built with them', () => {
	const version = { ...specivoRunbook.version, pin: { git: true, prefix: 'v' } } as const;
	const checkout = {
		...{ commit: 'c', described: 'v0.1.9', version: '0.1.9', changed: [], ownCommits: 0 },
		...{ place: '', gitDirectory: '.git' },
	};
	const facts = factsFixture();
	const built = upgrade({
		...lacking(variable('FEATURE', { builds: ['web'] })),
		runbook: { ...specivoRunbook, version },
		version: { ...facts.version, checkout: { ok: true, value: checkout } },
	});
	expect(ids(built).indexOf('add-variables')).toBe(ids(built).indexOf('build') - 1);
	expect(ids(built).indexOf('prove')).toBeLessThan(ids(built).indexOf('add-variables'));
});

test.each<[string, Partial<Facts>]>([
	['nothing was compared', {}],
	['all are there', lacking()],
	[
		'they are secrets, or have a value',
		lacking(variable('A', { is: 'yours' }), variable('B', { is: 'given' })),
	],
])('no step where %s', (_condition, facts) => {
	expect(ids(upgrade(facts))).not.toContain('add-variables');
});

test('the gate names each with its value, and a no goes on without', () => {
	const plan = upgrade(lacking(variable('FEATURE', { builds: ['web'] }), variable('MODE', { shown: '' })));
	const step = plan.steps.find(({ id }) => id === 'add-variables');
	if (!step) throw new Error('no step');
	expect(step.optional).toBe('nothing was added: you said no');
	const gate = stepGate(step, plan, { name: 'specivo', engine: {} } as Stack, {
		afterwards: { text: '', milliseconds: 0 },
	});
	expect(gate).toMatchObject({
		...{ id: 'upgrade-add-variables', kind: 'confirm', destructive: false },
		title: 'Add 2 new variables of 0.1.10 now?',
		text: [
			'.env: FEATURE=on it (web is built with it)',
			'.env: MODE=',
			expect.stringContaining('does not see them'),
			'Say no, and the upgrade goes on without them.',
		],
	});
});

test('the gate before the pin does not say that nothing was changed', () => {
	const known = { afterwards: { text: '', milliseconds: 0 } };
	const textOf = (plan: Plan) => {
		const step = plan.steps.find(({ id }) => id === 'pin');
		return step ? stepGate(step, plan, { name: 'specivo', engine: {} } as Stack, known).text[0] : undefined;
	};
	expect(textOf(upgrade({}))).toContain('nothing of the stack was changed, and');
	expect(textOf(upgrade(lacking(variable('A'))))).toContain('but for the variables you were asked about');
});

const back = (id: WayBackId, to = '0.1.9'): Plan =>
	planRollback(factsFixture(), {
		...{ engine: defaultEngine, from: '0.1.10', to, keeps: '0.1.10', answers: [] },
		...{ at: '2026-06-15T03:00:00.000Z', restorePoint: '/p', restoreCommands: [], swapCommands: [] },
		added: [{ file: '.env', version: '0.1.10' }],
		way: {
			...{ id, title: '', changes: '', keeps: '', milliseconds: 0, loses: '', undo: '', reason: '' },
			recommended: true,
		},
	});

test.each<[WayBackId, boolean]>([
	['re-pin', true],
	['restore', true],
	['restore-copy', true],
	['restore-database', true],
	['restore-archive', false],
	['finish', false],
	['undo', false],
])('%s takes them out right after the pin: %s', (id, takesOut) => {
	const order = ids(back(id));
	expect(order.includes('remove-variables')).toBe(takesOut);
	if (takesOut) expect(order[order.indexOf('pin') + 1]).toBe('remove-variables');
});

test('the gate of a way back names it', () => {
	const plan = back('re-pin');
	const step = plan.steps.find(({ gate }) => gate);
	if (!step) throw new Error('no gate');
	const gate = stepGate(step, plan, { name: 'specivo', engine: {} } as Stack, {
		afterwards: { text: '', milliseconds: 0 },
	});
	expect(gate.changes).toContain('.env: the lines that Lockkeeper had added for a version after 0.1.9');
});

test.each<
	[string, readonly string[], readonly string[], Readonly<Record<string, string>>, readonly string[]]
>([
	['not begun', [], [], {}, []],
	['begun', ['add-variables'], [], {}, ['.env']],
	['done', ['add-variables'], ['add-variables'], { 'add-variables.files': '.env' }, ['.env']],
	['left out', ['add-variables'], ['add-variables'], {}, []],
])('files that were added to: %s', (_condition, begun, ended, outputs, files) => {
	const plan = upgrade(lacking(variable('FEATURE')));
	expect(filesAddedTo(plan, { begun: new Set(begun), ended: new Set(ended) }, outputs)).toEqual(files);
});

test('an undo adds again what the upgrade to that version had added, without a gate of its own', () => {
	const [step] = addVariablesSteps(factsFixture(lacking(variable('FEATURE'))), '0.1.10');
	const plan = planRollback(factsFixture(), {
		...{ engine: defaultEngine, from: '0.1.9', to: '0.1.10', keeps: '0.1.9', answers: [] },
		...{ at: '2026-06-15T03:00:00.000Z', restorePoint: '/p', restoreCommands: [], swapCommands: [] },
		addsAgain: step,
		way: {
			...{ id: 'undo', title: '', changes: '', keeps: '', milliseconds: 0, loses: '', undo: '', reason: '' },
			recommended: true,
		},
	});
	expect(ids(plan)).toEqual([
		...['find-images', 'stop', 'ready', 'pin', 'add-variables', 'swap', 'up', 'wait', 'verify'],
	]);
	expect(plan.steps.filter(({ gate }) => gate).map(({ id }) => id)).toEqual(['stop']);
	const stop = plan.steps.find(({ id }) => id === 'stop');
	if (!stop) throw new Error('no stop');
	const known = { afterwards: { text: '', milliseconds: 0 } };
	const gate = stepGate(stop, plan, { name: 'specivo', engine: {} } as Stack, known);
	expect(gate.changes).toContain('.env: 1 variable at its end');
});

test('the commands do by hand what the steps do', () => {
	const directory = mkdtempSync(join(tmpdir(), 'lockkeeper-by-hand-'));
	onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
	const file = join(directory, '.env');
	const shell = (commands: readonly string[] = []) =>
		execFileSync('sh', ['-c', commands.join(' && ')], { cwd: directory });
	writeFileSync(file, 'PORT=1');
	shell(addVariablesSteps(factsFixture(lacking(variable('A'), variable('B'))), '0.1.10')[0]?.commands);
	expect(readFileSync(file, 'utf8')).toBe('PORT=1\nA=on it\nB=on it\n');
	const earlier = withBlock('PORT=1\n', { version: '0.1.9', example: 'e', lines: ['A=1'] });
	const later = withBlock(earlier, { version: '0.1.10', example: 'e', lines: ['# b', 'B=1'] });
	writeFileSync(file, `${later}OWN=1\n`);
	shell(removeVariablesSteps([{ file: '.env', version: '0.1.10' }], '0.1.9')[0]?.commands);
	expect(readFileSync(file, 'utf8')).toBe(`${earlier}OWN=1\n`);
});
