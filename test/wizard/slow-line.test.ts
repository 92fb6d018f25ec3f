import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { buildFixture, removeFixture } from './build-fixture.ts';
import { leaveAtOnce } from './open-story.ts';
import { openTerminal } from './terminal.ts';

let program: string;
beforeAll(async () => {
	program = await buildFixture('test/wizard/fixtures/story-wizard.tsx');
});
afterAll(() => removeFixture(program));

/** Bytes a second: ten bits for a byte. */
const baud9600 = 960;

// How long a key takes there stands in the bench.
test('at 9600 baud with two busy panes every key takes effect, and the terminal is left clean', async () => {
	const shown = openTerminal({
		columns: 80,
		rows: 24,
		program: process.execPath,
		args: [program, 'upgrade', 'logs', 'both'],
		env: { ...process.env, CI: undefined, FORCE_COLOR: undefined, NO_COLOR: undefined },
		speed: baud9600,
	});
	try {
		await shown.waitFor(/following[\s\S]*following/, 30_000);
		// The first screen is taken once its last row is there.
		await shown.waitFor('? help', 30_000);
		const line = /(\d+) 漢字/;
		const before = line.exec(await shown.waitFor(line, 30_000))?.[1];
		for (let round = 0; round < 5; round += 1) {
			const paused = () => shown.text().includes('paused at line');
			const was = paused();
			shown.type('p');
			await vi.waitFor(() => expect(paused(), shown.text()).not.toBe(was), { timeout: 20_000, interval: 5 });
			await pause(300);
		}
		expect(line.exec(shown.text())?.[1]).not.toBe(before);
		expect(await leaveAtOnce(shown)).toBe(130);
		// Nothing that the terminal answered is left for the shell.
		expect(shown.raw()).not.toContain('^[[0n');
	} finally {
		await shown.close();
	}
});
