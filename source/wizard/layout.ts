import { drawBorders, type Rule } from './borders.ts';

export type PaneId = 'main' | 'list' | 'detail' | `log ${number}` | 'ask' | 'ask detail';

/** How a station fills the body. */
export type Arrangement =
	| { readonly kind: 'none' }
	| { readonly kind: 'one' }
	| { readonly kind: 'list and detail' }
	| { readonly kind: 'list and logs'; readonly logs: number };

/** The inside of a pane, in columns and rows from the terminal's upper left corner. */
export type Box = {
	readonly left: number;
	readonly top: number;
	readonly width: number;
	readonly height: number;
};

export type LayoutInput = {
	readonly columns: number;
	readonly rows: number;
	readonly station: Arrangement;
	/** The question or the result below the station; `rows` is what it would like to have. */
	readonly ask?: { readonly split: boolean; readonly rows: number };
	/** The pane that has the whole body. */
	readonly full?: PaneId;
	/** Which of the two is shown where the body cannot hold both: the one that has the keys. */
	readonly alone: 'station' | 'ask';
	/** True when the practice banner does not fit into the title line. */
	readonly bannerRow: boolean;
	readonly guidanceRows: number;
	readonly leavingRows: number;
};

export type Frame = {
	readonly kind: 'frame';
	readonly columns: number;
	readonly rows: number;
	/** In the order that Tab walks. */
	readonly panes: readonly { readonly id: PaneId; readonly box: Box }[];
	readonly borders: readonly string[];
	readonly banner?: Box;
	readonly stations: Box;
	readonly guidance: Box;
	readonly leaving: Box;
	readonly keys: Box;
};

export type Layout =
	| Frame
	| { readonly kind: 'too small'; readonly needs: { readonly columns: number; readonly rows: number } };

/** The smallest terminal the wizard is drawn on; it is whole at 80×24. */
export const smallest = { columns: 60, rows: 18 } as const;

/** Where everything stands on a terminal of this size. Never more than `rows` rows of `columns` columns. */
export function layOut(input: LayoutInput): Layout {
	const { columns, rows, bannerRow, guidanceRows, leavingRows } = input;
	const bodyTop = bannerRow ? 4 : 3;
	const footTop = rows - 2 - leavingRows - guidanceRows;
	const height = footTop - 1 - bodyTop;
	if (columns < smallest.columns || rows < smallest.rows || height < fewestBodyRows) {
		const missing = Math.max(0, fewestBodyRows - height);
		return {
			kind: 'too small',
			needs: { columns: smallest.columns, rows: Math.max(smallest.rows, rows + missing) },
		};
	}
	const inside = { left: 2, width: columns - 4 };
	const body = divideBody(input, { left: 1, top: bodyTop, width: columns - 2, height });
	const rules: Rule[] = [
		across(0, 0, columns - 1),
		across(bodyTop - 1, 0, columns - 1),
		across(footTop - 1, 0, columns - 1),
		across(rows - 1, 0, columns - 1),
		down(0, 0, rows - 1),
		down(columns - 1, 0, rows - 1),
		...body.rules,
	];
	return {
		kind: 'frame',
		columns,
		rows,
		panes: body.panes,
		borders: drawBorders(columns, rows, rules),
		...(bannerRow ? { banner: { ...inside, top: 1, height: 1 } } : {}),
		stations: { ...inside, top: bodyTop - 2, height: 1 },
		guidance: { ...inside, top: footTop, height: guidanceRows },
		leaving: { ...inside, top: footTop + guidanceRows, height: leavingRows },
		keys: { ...inside, top: rows - 2, height: 1 },
	};
}

const fewestBodyRows = 7;
const fewestStationRows = 3;
const fewestRowsForBoth = 12;
const fewestLogRows = 3;

type Part = { readonly panes: Frame['panes']; readonly rules: readonly Rule[] };

function divideBody(input: LayoutInput, area: Box): Part {
	const { station, ask, full, alone } = input;
	const crowded = area.height < fewestRowsForBoth;
	const parts =
		!ask || (crowded && alone === 'station' && station.kind !== 'none')
			? divideStation(station, area)
			: station.kind === 'none' || crowded
				? divideAsk(ask.split, area)
				: stacked(area, area.height - 1 - askRows(ask.rows, area.height), (above, below) => [
						divideStation(station, above),
						divideAsk(ask.split, below),
					]);
	if (full !== undefined && parts.panes.some((pane) => pane.id === full)) {
		// A question's items are of no use without what stands beside them.
		return full === 'ask' && ask ? divideAsk(ask.split, area) : single(full, area);
	}
	return parts;
}

/** The question gets what it would like, up to two thirds of the body. */
function askRows(wanted: number, height: number): number {
	const most = Math.min(Math.floor((height * 2) / 3), height - 1 - fewestStationRows);
	return Math.max(Math.min(wanted, most), Math.min(4, most));
}

function divideAsk(split: boolean, area: Box): Part {
	if (!split) return single('ask', area);
	return beside(area, between(Math.floor(area.width * 0.42), 24, 56), (left, right) => [
		single('ask', left),
		single('ask detail', right),
	]);
}

function divideStation(station: Arrangement, area: Box): Part {
	const listWidth = between(Math.floor(area.width * 0.38), 24, 52);
	switch (station.kind) {
		case 'none':
			return { panes: [], rules: [] };
		case 'one':
			return single('main', area);
		case 'list and detail':
			return beside(area, listWidth, (left, right) => [single('list', left), single('detail', right)]);
		case 'list and logs':
			return beside(area, listWidth, (left, right) => [
				left.height >= 20
					? stacked(left, Math.floor(left.height / 2), (above, below) => [
							single('list', above),
							single('detail', below),
						])
					: single('list', left),
				logStack(station.logs, right),
			]);
		default:
			return station satisfies never;
	}
}

/** As many log panes as have room, all of one height, the last with what remains. */
function logStack(logs: number, area: Box, index = 0): Part {
	const count = Math.max(1, Math.min(logs - index, Math.floor((area.height + 1) / (fewestLogRows + 1))));
	if (count === 1) return single(`log ${index}`, area);
	const height = Math.floor((area.height - (count - 1)) / count);
	return stacked(area, height, (above, below) => [
		single(`log ${index}`, above),
		logStack(index + count, below, index + 1),
	]);
}

function stacked(area: Box, height: number, parts: (above: Box, below: Box) => readonly Part[]): Part {
	const rule = area.top + height;
	return together(
		parts({ ...area, height }, { ...area, top: rule + 1, height: area.height - height - 1 }),
		across(rule, area.left - 1, area.left + area.width),
	);
}

function beside(area: Box, width: number, parts: (left: Box, right: Box) => readonly Part[]): Part {
	const rule = area.left + width;
	return together(
		parts({ ...area, width }, { ...area, left: rule + 1, width: area.width - width - 1 }),
		down(rule, area.top - 1, area.top + area.height),
	);
}

const single = (id: PaneId, box: Box): Part => ({ panes: [{ id, box }], rules: [] });
const together = (parts: readonly Part[], rule: Rule): Part => ({
	panes: parts.flatMap((part) => part.panes),
	rules: [rule, ...parts.flatMap((part) => part.rules)],
});
const across = (top: number, from: number, to: number): Rule => ({ kind: 'across', top, from, to });
const down = (left: number, from: number, to: number): Rule => ({ kind: 'down', left, from, to });
const between = (value: number, least: number, most: number) => Math.max(least, Math.min(most, value));
