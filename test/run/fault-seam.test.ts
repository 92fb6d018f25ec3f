import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { faultVariable, isPoint, openFaultSeam, readFaults } from '../../source/run/fault-seam.ts';
import { readJournal } from '../../source/run/journal.ts';
import { createRun } from '../../source/run/run.ts';

let directory: string;
beforeEach(() => {
	directory = mkdtempSync(join(tmpdir(), 'lockkeeper-seam-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe('what is asked for', () => {
	test('a point by number or by name, at once unless a delay is said', () => {
		expect(
			readFaults(
				'[{"at": 3, "do": "kill"}, {"at": {"type": "step begins", "step": "pin"}, "after": 150, "do": {"run": "true"}}, {"at": 1, "do": {"refuse": "EIO"}}]',
			),
		).toEqual([
			{ at: 3, after: 0, do: 'kill' },
			{ at: { type: 'step begins', step: 'pin' }, after: 150, do: { run: 'true' } },
			{ at: 1, after: 0, do: { refuse: 'EIO' } },
		]);
	});

	test.each([
		['no JSON', 'kill'],
		['no list', '{"at": 3, "do": "kill"}'],
		['a point before the first', '[{"at": 0, "do": "kill"}]'],
		['a fault that nobody knows', '[{"at": 3, "do": "explode"}]'],
		['a key that nobody knows', '[{"at": 3, "do": "kill", "then": 4}]'],
		['a delay that is none', '[{"at": 3, "do": "kill", "after": -1}]'],
		['an error that no disk has', '[{"at": 3, "do": {"refuse": "EPERM"}}]'],
	])('%s is refused as wrong use', (_name, text) => {
		expect(() => readFaults(text)).toThrow(
			expect.objectContaining({ exit: 2, message: expect.stringContaining(faultVariable) }),
		);
	});
});

describe('a point', () => {
	const event = { sequence: 7, type: 'step begins', step: 'pin' };
	test.each([
		[7, true],
		[8, false],
		[{ type: 'step begins' }, true],
		[{ type: 'step begins', step: 'pin' }, true],
		[{ type: 'step begins', step: 'up' }, false],
		[{ type: 'step ends', step: 'pin' }, false],
	])('%j on event 7, the beginning of pin: %s', (point, expected) => {
		expect(isPoint(point, event)).toBe(expected);
	});
});

describe('the seam', () => {
	test('does nothing when nothing is asked for', () => {
		const seam = openFaultSeam(undefined);
		seam.appended({ sequence: 1, type: 'phase' });
		expect(() => seam.appending()).not.toThrow();
	});

	test('refuses one event after the point, and no other', () => {
		const seam = openFaultSeam('[{"at": 2, "do": {"refuse": "ENOSPC"}}]');
		seam.appending();
		seam.appended({ sequence: 1, type: 'phase' });
		seam.appending();
		seam.appended({ sequence: 2, type: 'phase' });
		expect(() => seam.appending()).toThrow(expect.objectContaining({ code: 'ENOSPC' }));
		expect(() => seam.appending()).not.toThrow();
	});

	test('a command has ended before the run goes on, once, and does not inherit the fault', () => {
		const file = join(directory, 'said');
		const asked = JSON.stringify([{ at: { type: 'fact' }, do: { run: `env >> ${file}` } }]);
		process.env[faultVariable] = asked;
		try {
			const seam = openFaultSeam();
			seam.appended({ sequence: 1, type: 'phase' });
			expect(existsSync(file)).toBe(false);
			seam.appended({ sequence: 2, type: 'fact' });
			const said = readFileSync(file, 'utf8');
			expect(said).toContain('PATH=');
			expect(said).not.toContain(faultVariable);
			seam.appended({ sequence: 3, type: 'fact' });
			expect(readFileSync(file, 'utf8')).toBe(said);
		} finally {
			delete process.env[faultVariable];
		}
	});
});

/** A process of its own that emits events in a loop, with these faults. */
function emitting(faults: unknown) {
	const child = spawnSync(
		process.execPath,
		[join(import.meta.dirname, 'fixtures/emit-events.ts'), directory],
		{
			env: { ...process.env, [faultVariable]: JSON.stringify(faults) },
			encoding: 'utf8',
			timeout: 20_000,
		},
	);
	return { signal: child.signal, said: child.stdout.trim().split('\n') };
}
const written = () => readJournal(join(directory, 'journal.jsonl'));

describe('in a run', () => {
	test('kill: the event stands in the journal whole, and nobody was told of it', () => {
		const { signal, said } = emitting([{ at: 4, do: 'kill' }]);
		expect(signal).toBe('SIGKILL');
		expect(written()).toMatchObject({ torn: false, damaged: [] });
		expect(written().events).toHaveLength(4);
		expect(said.at(-1)).toBe('3');
	});

	test('events from before the journal are points too', () => {
		expect(emitting([{ at: 1, do: 'kill' }]).signal).toBe('SIGKILL');
		expect(written().events).toHaveLength(1);
	});

	test('kill after a delay: what follows the point is under way', () => {
		const { signal } = emitting([{ at: { type: 'fact' }, after: 150, do: 'kill' }]);
		expect(signal).toBe('SIGKILL');
		const events = written().events;
		const point = Date.parse(events.find(({ type }) => type === 'fact')?.at ?? '');
		expect(Date.parse(events.at(-1)?.at ?? '') - point).toBeGreaterThan(80);
	});
});

test('a run does not begin with faults that cannot be read', () => {
	process.env[faultVariable] = 'kill';
	try {
		expect(() => createRun(new Date())).toThrow(expect.objectContaining({ exit: 2 }));
	} finally {
		delete process.env[faultVariable];
	}
});
