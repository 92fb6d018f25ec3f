import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { followRun, stepsOf } from '../../source/wizard/run-picture.ts';
import { scriptedSession } from './scripted-session.ts';
import { rollbackPlan, upgradePlan } from './story.ts';

beforeEach(() => {
	vi.useFakeTimers();
});
afterEach(() => {
	vi.useRealTimers();
});

test('the past is there at once, without waiting', () => {
	const run = followRun(scriptedSession([{ type: 'phase', phase: 'Checklist' }]));
	expect(run.current().view.phase).toBe('Checklist');
	run.close();
});

test('an event that comes while the past is read is neither lost nor taken twice', () => {
	const session = scriptedSession([{ type: 'plan', plan: upgradePlan }]);
	const run = followRun({
		...session,
		past() {
			// Journalled before the past is handed out: it is in both.
			session.send({ type: 'plan', plan: rollbackPlan });
			const past = session.past();
			// And one that the past does not have.
			session.send({ type: 'phase', phase: 'Ways back' });
			session.send({ type: 'log', service: 'api', lines: ['a line'] });
			return past;
		},
	});
	expect(run.current().plans.map((plan) => plan.purpose)).toEqual(['upgrade', 'rollback']);
	expect(run.current().view.phase).toBe('Ways back');
	expect(run.logs.view('api').size).toBe(1);
	run.close();
});

test('a plan begins with steps of its own, and what was done of the one before stays with that', () => {
	const session = scriptedSession([{ type: 'plan', plan: upgradePlan }]);
	const run = followRun(session);
	const [pin] = upgradePlan.steps;
	if (!pin) throw new Error('the plan of the story has steps');
	const back = { ...rollbackPlan, steps: [pin] };
	session.send({ type: 'step begins', step: pin.id, commands: [] });
	session.send({ type: 'step ends', step: pin.id, outcome: 'done', detail: 'pinned', took: 5 });
	expect(stepsOf(run.current(), upgradePlan)).toMatchObject({ [pin.id]: { state: 'done' } });
	session.send({ type: 'plan', plan: back });
	expect(stepsOf(run.current(), back)).toEqual({});
	expect(stepsOf(run.current(), upgradePlan)).toMatchObject({ [pin.id]: { state: 'done' } });
	session.send({ type: 'step begins', step: pin.id, commands: [] });
	expect(stepsOf(run.current(), back)).toMatchObject({ [pin.id]: { state: 'running' } });
	expect(stepsOf(run.current(), upgradePlan)).toMatchObject({ [pin.id]: { state: 'done' } });
	run.close();
});

test('a storm of progress draws once in a while, and the last state is what is drawn', () => {
	const session = scriptedSession();
	const run = followRun(session, { gatherFor: 33 });
	const drawn = vi.fn();
	run.subscribe(drawn);
	for (let done = 1; done <= 500; done += 1) {
		session.send({ type: 'progress', progress: { step: 'dump', label: 'dump', done, unit: 'items' } });
	}
	vi.advanceTimersByTime(33);
	expect(drawn).toHaveBeenCalledTimes(1);
	expect(run.current().view.steps.dump?.progress.dump?.done).toBe(500);
	run.close();
});

test('log lines alone do not change the picture, migrations in them do', () => {
	const session = scriptedSession([{ type: 'follow', services: ['api'], files: ['/tmp/api.log'] }]);
	const run = followRun(session);
	const before = run.current();
	session.send({ type: 'log', service: 'api', lines: ['ready', 'steady'] });
	expect(run.current()).toBe(before);
	session.send({ type: 'log', service: 'api', lines: ['Running upgrade 0020 -> 0021, add'] });
	expect(run.current().migrations).toEqual({ count: 1, revision: '0021', title: 'add' });
	session.send({ type: 'follow', services: ['api'], files: ['/tmp/api.log'] });
	expect(run.current().migrations.count).toBe(0);
	run.close();
});

test('nothing is heard after it was closed', () => {
	const session = scriptedSession();
	const run = followRun(session);
	const drawn = vi.fn();
	run.subscribe(drawn);
	session.send({ type: 'phase', phase: 'Plan' });
	run.close();
	vi.advanceTimersByTime(1000);
	expect(drawn).not.toHaveBeenCalled();
	expect(session.listeners()).toBe(0);
});

test('an answer of another front is told with who gave it, not one’s own, and not one from before', () => {
	const me = 'anna from 10.0.0.3, process 7';
	const answer = (by: string) => ({ type: 'answer', gate: 'plan', answer: { kind: 'yes' }, by }) as const;
	const session = scriptedSession([answer('wizard of bert from this host, process 9')]);
	const run = followRun({ ...session, me });
	expect(run.current().answeredBy).toBeUndefined();
	session.send(answer('terminal of bert from this host, process 8'));
	expect(run.current().answeredBy).toBe('terminal of bert from this host, process 8');
	for (const own of [`wizard of ${me}`, 'command line']) {
		session.send(answer('terminal of bert from this host, process 8'));
		session.send(answer(own));
		expect(run.current().answeredBy).toBeUndefined();
	}
	run.close();
});
