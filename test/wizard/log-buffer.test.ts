import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createLogBuffer } from '../../source/wizard/log-buffer.ts';

beforeEach(() => {
	vi.useFakeTimers();
});
afterEach(() => {
	vi.useRealTimers();
});

const numbered = (from: number, to: number) =>
	Array.from({ length: to - from }, (_, index) => `line ${from + index}`);

test('the newest rows are shown while following', () => {
	const logs = createLogBuffer();
	logs.append('api', numbered(0, 50));
	expect(logs.window('api', undefined, 3)).toEqual({
		rows: ['line 47', 'line 48', 'line 49'],
		first: 47,
		total: 50,
	});
});

test('a window that stands still keeps its rows while lines come', () => {
	const logs = createLogBuffer();
	logs.append('api', numbered(0, 50));
	logs.append('api', numbered(50, 500));
	expect(logs.window('api', 10, 2).rows).toEqual(['line 10', 'line 11']);
});

test('old lines give way to new ones, and a window on them moves to the oldest kept', () => {
	const logs = createLogBuffer({ capacity: 100 });
	logs.append('api', numbered(0, 250));
	expect(logs.window('api', 0, 2)).toEqual({ rows: ['line 150', 'line 151'], first: 150, total: 250 });
	expect(logs.find('api', 'LINE 15')).toEqual([150, 151, 152, 153, 154, 155, 156, 157, 158, 159]);
	expect(logs.find('api', 'line 149')).toEqual([]);
});

test('services do not mix, and one without lines is empty', () => {
	const logs = createLogBuffer();
	logs.append('api', ['a']);
	logs.append('db', ['b']);
	expect(logs.window('db', undefined, 5).rows).toEqual(['b']);
	expect(logs.window('redis', undefined, 5)).toEqual({ rows: [], first: 0, total: 0 });
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
