import { expect, test } from 'vitest';
import type { Plan } from '../../source/plan/plan.ts';
import type { JournalEvent } from '../../source/run/events.ts';
import { lastUpgrade } from '../../source/run/last-upgrade.ts';
import type { RunRecord } from '../../source/run/run-records.ts';

const record = (purpose: Plan['purpose'], to: string, begun: readonly string[]): RunRecord => ({
	run: to,
	events: [
		{ type: 'plan', plan: { purpose, from: '0.1.9', to, directory: '/opt/specivo', steps: [] } },
		...begun.map((step): JournalEvent => ({ type: 'step begins', step, commands: [] })),
	],
	damaged: false,
	keptRemoved: [],
});

test('the newest upgrade that changed the pin, and nothing else', () => {
	const pinned = record('upgrade', '0.1.10', ['pull', 'pin']);
	const records = [
		record('upgrade', '0.1.8', ['pin']),
		pinned,
		// Stopped before it changed anything, and a way back.
		record('upgrade', '0.2.0', ['restore-point', 'pull']),
		record('rollback', '0.1.9', ['pin']),
	];
	expect(lastUpgrade(records)?.to).toBe('0.1.10');
	expect(lastUpgrade(records.filter((each) => each !== pinned))?.to).toBe('0.1.8');
	expect(lastUpgrade([])).toBeUndefined();
});
