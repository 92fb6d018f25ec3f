import { describe, expect, test } from 'vitest';
import { defaultEngine } from '../../source/docker/engine.ts';
import { optionalSteps } from '../../source/plan/after.ts';
import type { Plan } from '../../source/plan/plan.ts';
import { afterSentences } from '../../source/run/after.ts';
import type { JournalEvent } from '../../source/run/events.ts';
import type { StackSettings } from '../../source/runbook/settings.ts';
import { factsFixture, specivoRunbook } from '../survey/facts-fixture.ts';

const after = {
	optional: [
		{ title: 'reindex', when: 'if the notes say so', command: { service: 'api', run: ['reindex'] } },
		{ title: 'fetch the lists', when: 'once a week' },
		{ title: 'look around' },
	],
	watch: ['the logs', 'the queue'],
};
const runbook = { ...specivoRunbook, after };
const directory = '/opt/my stack';
const plan: Plan = {
	...{ purpose: 'upgrade', from: '0.1.9', to: '0.1.10', directory },
	steps: optionalSteps(factsFixture({ runbook }), defaultEngine),
};
const ends = (outcome: 'done' | 'failed' | 'skipped', detail: string): JournalEvent => ({
	...{ type: 'step ends', step: 'optional-1', outcome, detail, took: 4000 },
});
const said = (events: readonly JournalEvent[], settings: Partial<StackSettings> = {}, id?: string) =>
	afterSentences({ runbook, settings: settings as StackSettings, directory }, plan, events, id);
const byHand =
	"cd '/opt/my stack' && docker compose --env-file .env --env-file .env.local exec -T api reindex";

describe('an optional step', () => {
	test.each<[string, readonly JournalEvent[], string]>([
		['that was left', [ends('skipped', 'left')], `Left: reindex, if the notes say so. To run it: ${byHand}`],
		['that was never asked', [], `Left: reindex, if the notes say so. To run it: ${byHand}`],
		['that was done', [ends('done', 'it ended well')], 'Done: reindex, in 4 s; it ended well.'],
		[
			'that failed',
			[ends('failed', 'it ended with exit code 2.')],
			'Not done: reindex. it ended with exit code 2. 0.1.10 runs and is verified all the same.',
		],
		[
			'that failed, and was done after a resume',
			[ends('failed', 'gone'), ends('done', 'fine')],
			'Done: reindex, in 4 s; fine.',
		],
	])('%s', (_what, events, first) => {
		expect(said(events)[0]).toBe(first);
	});

	test('that failed may still run: where to look, and how to run it again', () => {
		expect(said([ends('failed', 'no')])[1]).toBe(
			`Whether its program still runs in the container: docker compose --env-file .env --env-file .env.local top api. To run it again: ${byHand}`,
		);
	});
});

test('what has no command is the operator’s; what to watch stands in one line', () => {
	expect(said([]).slice(1)).toEqual([
		'Yours to do, once a week: fetch the lists.',
		'Yours to do, if you wish: look around.',
		'Watch for a day: the logs; the queue.',
	]);
});

test.each<[string, Partial<StackSettings>, string]>([
	['by default', {}, 'keeps the last 5, one of each of 7 days and one of each of 4 weeks,'],
	['as the stack says', { retention: { last: 2, daily: 0, weekly: 0 } }, 'keeps the last 2,'],
])('the restore point: until when, by which rule, and how to look at it, %s', (_what, settings, rule) => {
	const [keep = '', look] = said([], settings, '20260615T021112Z-0.1.9').slice(-2);
	expect(keep).toContain(
		'Keep the restore point 20260615T021112Z-0.1.9 until you have worked with the new version for a while. No prune removes it before a later upgrade is verified;',
	);
	expect(keep).toContain(rule);
	expect(look).toBe(
		"To look at it: lockkeeper restore-points show 20260615T021112Z-0.1.9 --stack '/opt/my stack'",
	);
});
