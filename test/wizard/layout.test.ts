import { describe, expect, test } from 'vitest';
import { type Arrangement, type Box, type LayoutInput, layOut } from '../../source/wizard/layout.ts';

const arrangements: readonly Arrangement[] = [
	{ kind: 'one' },
	{ kind: 'list and detail' },
	{ kind: 'list and logs', logs: 2 },
	{ kind: 'list and logs', logs: 6 },
	{ kind: 'none' },
];
const input = (more: Partial<LayoutInput>): LayoutInput => ({
	columns: 80,
	rows: 24,
	station: { kind: 'list and detail' },
	bannerRow: false,
	guidanceRows: 1,
	leavingRows: 1,
	alone: 'ask',
	...more,
});
const overlap = (a: Box, b: Box) =>
	a.left < b.left + b.width &&
	b.left < a.left + a.width &&
	a.top < b.top + b.height &&
	b.top < a.top + a.height;

describe('every pane lies inside the frame, none on another, none on a border', () => {
	const sizes = [
		[60, 18],
		[80, 24],
		[81, 25],
		[120, 40],
		[200, 60],
	] as const;
	for (const [columns, rows] of sizes) {
		for (const station of arrangements) {
			for (const ask of [undefined, { split: true, rows: 6 }, { split: false, rows: 90 }]) {
				test(`${columns}×${rows}, ${JSON.stringify(station)}, ${ask ? `question of ${ask.rows} rows` : 'no question'}`, () => {
					const layout = layOut(input({ columns, rows, station, bannerRow: true, ...(ask ? { ask } : {}) }));
					if (layout.kind !== 'frame') throw new Error('expected a frame');
					expect(layout.borders).toHaveLength(rows);
					expect(layout.borders.every((row) => row.length === columns)).toBe(true);
					const boxes = layout.panes.map((pane) => pane.box);
					for (const box of boxes) {
						expect(box.width).toBeGreaterThan(10);
						expect(box.height).toBeGreaterThan(0);
						for (let row = box.top; row < box.top + box.height; row += 1) {
							expect(layout.borders[row]?.slice(box.left, box.left + box.width).trim()).toBe('');
						}
					}
					boxes.forEach((box, index) => {
						for (const other of boxes.slice(index + 1)) expect(overlap(box, other)).toBe(false);
					});
					expect(new Set(layout.panes.map((pane) => pane.id)).size).toBe(boxes.length);
				});
			}
		}
	}
});

test('lines that meet are joined', () => {
	const layout = layOut(input({ rows: 18, station: { kind: 'list and detail' } }));
	if (layout.kind !== 'frame') throw new Error('expected a frame');
	expect(layout.borders[0]).toBe(`┌${'─'.repeat(78)}┐`);
	expect(layout.borders[2]).toMatch(/^├─+┬─+┤$/);
	expect(layout.borders[13]).toMatch(/^├─+┴─+┤$/);
	expect(layout.borders[17]).toBe(`└${'─'.repeat(78)}┘`);
});

test('a terminal smaller than 60×18 is told what it needs', () => {
	const needs = { columns: 60, rows: 18 };
	expect(layOut(input({ columns: 59, rows: 40 }))).toEqual({
		kind: 'too small',
		needs: { columns: 60, rows: 40 },
	});
	expect(layOut(input({ columns: 80, rows: 17 }))).toEqual({ kind: 'too small', needs });
	expect(layOut(input({ columns: 60, rows: 18 })).kind).toBe('frame');
});

test('long sentences below never squeeze the body away: more rows are asked for instead', () => {
	expect(layOut(input({ rows: 18, leavingRows: 5, guidanceRows: 3 }))).toEqual({
		kind: 'too small',
		needs: { columns: 60, rows: 21 },
	});
});

test('a pane in full screen has the whole body, a question with the detail of its items', () => {
	const panes = (full: 'detail' | 'ask', split: boolean) => {
		const layout = layOut(input({ full, ask: { split, rows: 6 } }));
		return layout.kind === 'frame' ? layout.panes.map(({ id, box }) => `${id} ${box.height}`) : [];
	};
	expect(panes('detail', true)).toEqual(['detail 16']);
	expect(panes('ask', false)).toEqual(['ask 16']);
	expect(panes('ask', true)).toEqual(['ask 16', 'ask detail 16']);
});

test('a crowded body shows the question or the station, whichever has the keys', () => {
	const panes = (alone: 'ask' | 'station') => {
		const layout = layOut(input({ columns: 60, rows: 18, ask: { split: false, rows: 9 }, alone }));
		return layout.kind === 'frame' ? layout.panes.map((pane) => pane.id) : [];
	};
	expect(panes('ask')).toEqual(['ask']);
	expect(panes('station')).toEqual(['list', 'detail']);
});
