import { expect, test } from 'vitest';
import { addedForVersion } from '../../source/run/added-for-version.ts';
import type { JournalEvent } from '../../source/run/events.ts';
import type { RunRecord } from '../../source/run/run-records.ts';
import { stepFixture } from '../steps/context-fixture.ts';

const record = (to: string, outputs?: Readonly<Record<string, string>>): RunRecord => {
	const step = stepFixture('add-variables', { version: to });
	const events: readonly JournalEvent[] = [
		{ type: 'plan', plan: { purpose: 'upgrade', from: '0.1.9', to, directory: '/', steps: [step] } },
		{
			...{ type: 'step ends', step: 'add-variables', outcome: 'done', detail: '', took: 0 },
			...(outputs ? { outputs } : {}),
		},
	];
	return { run: to, events, damaged: false, keptRemoved: [] };
};

test.each<[string, readonly RunRecord[], string | undefined]>([
	['no run', [], undefined],
	['an upgrade to that version', [record('0.1.10', { files: '.env' })], '0.1.10'],
	['an upgrade to another', [record('0.2.0', { files: '.env' })], undefined],
	['a no at the gate', [record('0.1.10')], undefined],
	['a later upgrade to another', [record('0.1.10', { files: '.env' }), record('0.2.0')], '0.1.10'],
])('%s', (_condition, records, version) => {
	expect(addedForVersion(records, '0.1.10')?.parameters.version).toBe(version);
});
