import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createLogBuffer, type LogView } from '../../../source/wizard/logs/buffer.ts';

beforeEach(() => {
	vi.useFakeTimers();
});
afterEach(() => {
	vi.useRealTimers();
});

const numbered = (from: number, to: number) =>
	Array.from({ length: to - from }, (_, index) => `line ${from + index}`);
const all = (view: LogView) => Array.from({ length: view.size }, (_, position) => view.at(position).raw);
const holds = (text: string) => (line: string) => line.includes(text);

test('old lines give way to new ones, and numbers stay', () => {
	const logs = createLogBuffer({ capacity: 100 });
	logs.append('api', numbered(0, 250));
	const view = logs.view('api');
	expect(view.size).toBe(100);
	expect(view.at(0)).toEqual({ raw: 'line 150', count: 1, line: 151 });
	expect(view.numberAt(0)).toBe(150);
	expect([0, 150, 151, 249, 250].map((number) => view.positionOf(number))).toEqual([0, 0, 1, 99, 100]);
	expect(view.find(holds('line 15'))).toEqual([150, 151, 152, 153, 154, 155, 156, 157, 158, 159]);
	expect(view.find(holds('line 149'))).toEqual([]);
});

test('services do not mix, and one without lines is empty', () => {
	const logs = createLogBuffer();
	logs.append('api', ['a']);
	logs.append('db', ['b']);
	expect(all(logs.view('db'))).toEqual(['b']);
	expect(logs.view('redis').size).toBe(0);
});

test('lines that differ in their time alone are one entry, and the newest time is kept', () => {
	const logs = createLogBuffer();
	logs.append('api', ['2026-06-15T03:00:00Z waiting', '2026-06-15T03:00:01Z waiting']);
	logs.append('api', ['2026-06-15T03:00:02Z waiting', 'other', 'other', '', '', 'waiting']);
	const view = logs.view('api');
	expect(Array.from({ length: view.size }, (_, at) => view.at(at))).toEqual([
		{ raw: '2026-06-15T03:00:02Z waiting', count: 3, line: 3 },
		{ raw: 'other', count: 2, line: 5 },
		{ raw: '', count: 1, line: 6 },
		{ raw: '', count: 1, line: 7 },
		{ raw: 'waiting', count: 1, line: 8 },
	]);
});

test('a level shows its lines and worse, with the lines that belong to them, also of what comes later', () => {
	const logs = createLogBuffer();
	logs.append('api', ['INFO: a', 'ERROR: b', '  at line 3', 'WARNING: c', 'INFO: d']);
	expect(all(logs.view('api', 'warning'))).toEqual(['ERROR: b', '  at line 3', 'WARNING: c']);
	expect(all(logs.view('api', 'error'))).toEqual(['ERROR: b', '  at line 3']);
	logs.append('api', ['  of d', 'ERROR: e', '  of e']);
	expect(all(logs.view('api', 'error'))).toEqual(['ERROR: b', '  at line 3', 'ERROR: e', '  of e']);
	expect(logs.view('api', 'error').numberAt(2)).toBe(6);
	expect(logs.view('api', 'error').positionOf(3)).toBe(2);
});

test('what gave way is in no level either', () => {
	const logs = createLogBuffer({ capacity: 3 });
	logs.append('api', ['ERROR: a', 'ERROR: b']);
	expect(logs.view('api', 'error').size).toBe(2);
	logs.append('api', ['INFO: c', 'INFO: d']);
	expect(all(logs.view('api', 'error'))).toEqual(['ERROR: b']);
	logs.append('api', numbered(0, 100));
	// Lines that say no level belong to an information.
	expect(all(logs.view('api', 'error'))).toEqual([]);
});

test('a flood of lines calls back once a flush, and only its service changes', () => {
	const logs = createLogBuffer({ flushEvery: 33 });
	const flushed = vi.fn();
	logs.subscribe(flushed);
	const before = logs.version('db');
	for (let count = 0; count < 1000; count += 1) logs.append('api', numbered(0, 100));
	expect(flushed).not.toHaveBeenCalled();
	vi.advanceTimersByTime(33);
	expect(flushed).toHaveBeenCalledTimes(1);
	expect(logs.version('api')).toBe(1);
	expect(logs.version('db')).toBe(before);
	vi.advanceTimersByTime(1000);
	expect(flushed).toHaveBeenCalledTimes(1);
});

test('nothing calls back after it was closed', () => {
	const logs = createLogBuffer();
	const flushed = vi.fn();
	logs.subscribe(flushed);
	logs.append('api', ['a']);
	logs.close();
	vi.advanceTimersByTime(1000);
	expect(flushed).not.toHaveBeenCalled();
});
