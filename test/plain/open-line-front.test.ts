import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type LineFrontOptions, openLineFront } from '../../source/plain/open-line-front.ts';
import { createRun, type Run, WishGranted } from '../../source/run/run.ts';
import { gates } from '../run/gate-fixture.ts';

let written: string;
let run: Run;
let close: () => void;
beforeEach(() => {
	written = '';
	run = createRun(new Date());
	vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
		written += text;
		return true;
	});
});
afterEach(() => {
	close();
	vi.restoreAllMocks();
});

const open = (changes: Partial<LineFrontOptions> = {}) => {
	const standing = { yes: true, allowIrreversible: false, takeWayBack: false };
	({ close } = openLineFront(run.session, { format: 'plain', standing, interactive: false, ...changes }));
};
const nobody = { yes: false, allowIrreversible: false, takeWayBack: false };
const progress = (label: string, done: number) =>
	run.pass({ type: 'progress', progress: { step: 'pull', label, done, unit: 'items' } });

describe('as plain lines', () => {
	test('each event is told as it comes', () => {
		open();
		run.emit({ type: 'phase', phase: 'Survey' });
		run.pass({ type: 'log', service: 'api', lines: ['a', 'b'] });
		expect(written.replace(/^\d\d:\d\d:\d\d /gm, '')).toBe('--- Survey\n  api | a\n  api | b\n');
	});

	test('a terminal without Unicode gets none', () => {
		open({ ascii: true });
		run.emit({ type: 'fact', fact: { id: 'x', label: 'Stack', value: '0.1.9 → 0.1.10 “é”' } });
		expect(written.slice(9)).toBe('Stack: 0.1.9 > 0.1.10 "?"\n');
	});

	test('progress of one thing is told now and then, of another one at once', () => {
		open();
		progress('images', 1);
		progress('images', 2);
		progress('dump', 1);
		expect(written.match(/images|dump/g)).toEqual(['images', 'dump']);
	});

	test('progress goes on being told when the clock is set back', () => {
		vi.useFakeTimers({ toFake: ['Date', 'performance'] });
		try {
			open();
			progress('images', 1);
			vi.advanceTimersByTime(2500);
			vi.setSystemTime(Date.now() - 3_600_000);
			progress('images', 2);
			expect(written.match(/images/g)).toHaveLength(2);
		} finally {
			vi.useRealTimers();
		}
	});

	test('once closed, nothing more is written', () => {
		open();
		close();
		run.emit({ type: 'phase', phase: 'Survey' });
		expect(written).toBe('');
	});
});

test('as JSON: each line is one event, and nothing else is written', async () => {
	open({ format: 'json' });
	run.emit({ type: 'phase', phase: 'Survey' });
	progress('images', 1);
	await run.ask(gates.confirm);
	run.emit({ type: 'result', result: { exit: 0, state: 'new version', text: [] } });
	const events = written
		.trim()
		.split('\n')
		.map((line) => JSON.parse(line));
	expect(events.map(({ type }) => type)).toEqual(['phase', 'gate', 'answer', 'result']);
	expect(events.at(-1)).toMatchObject({ exit: 0, state: 'new version' });
});

describe('a gate', () => {
	test('is answered by what was said on the command line', async () => {
		open();
		expect(await run.ask(gates.confirm)).toEqual({ kind: 'yes' });
		expect(written).toContain('answer: yes (command line)');
	});

	test('that nobody can answer ends the run in place of hanging it', async () => {
		open({ standing: nobody });
		await expect(run.ask(gates.confirm)).rejects.toEqual(new WishGranted('no answer'));
	});

	test('that demands typing is not covered by --yes', async () => {
		open();
		await expect(run.ask(gates.type)).rejects.toEqual(new WishGranted('no answer'));
	});

	test('that was open before the front came is told and asked like any other', async () => {
		run.emit({ type: 'phase', phase: 'Plan' });
		const asked = run.ask(gates.confirm);
		open();
		expect(await asked).toEqual({ kind: 'yes' });
		expect(written.replace(/^\d\d:\d\d:\d\d /gm, '')).toMatch(/^--- Plan\n\? Start\?\n/);
	});

	test('is left to others by one that only came to look', async () => {
		open({ standing: nobody, looksOn: true });
		const asked = run.ask(gates.confirm);
		await new Promise((resolve) => setTimeout(resolve, 20));
		run.session.answer(gates.confirm.id, { kind: 'no' }, 'somebody');
		expect(await asked).toEqual({ kind: 'no' });
	});
});
