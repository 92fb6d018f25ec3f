import { median } from '../median.ts';

/** What the wizard is measured by. */
export type Figure = {
	readonly name: string;
	readonly ours: number;
	/** What it is compared with; null where nothing is. */
	readonly theirs: number | null;
	readonly ratio: number | null;
	/** The ratio to stay at or below. */
	readonly aim: number | null;
	/** What `ours` is to stay at or below, or at or above where more is better. */
	readonly aimForOurs?: number;
	readonly atLeast?: boolean;
	readonly unit: string;
};

export const figure = (
	name: string,
	ours: number,
	unit: string,
	more: Pick<Figure, 'aimForOurs' | 'atLeast'> = {},
): Figure => ({ name, ours: rounded(ours), theirs: null, ratio: null, aim: null, unit, ...more });

/** Medians of two sides. */
export function compared(
	name: string,
	ours: readonly number[],
	theirs: readonly number[],
	aim: number | null,
): Figure {
	const [mine, other] = [median(ours), median(theirs)];
	const ratio = Number((mine / other).toFixed(2));
	return { name, ours: rounded(mine), theirs: rounded(other), ratio, aim, unit: 'ms' };
}

/** The value that 95 of 100 stay at or below. @throws when there is none */
export function percentile95(values: readonly number[]): number {
	const sorted = values.toSorted((left, right) => left - right);
	const value = sorted[Math.ceil(sorted.length * 0.95) - 1];
	if (value === undefined) throw new Error('Expected at least one value, got none.');
	return value;
}

/** One line a figure, aligned. */
export function figureTable(figures: readonly Figure[]): string {
	const rows = figures.map((each) => [
		each.name,
		`${each.ours.toLocaleString('en')} ${each.unit}`,
		each.ratio === null ? '' : `${each.ratio.toFixed(2)} of ${each.theirs} ${each.unit}`,
		verdict(each),
	]);
	const widths = [0, 1, 2, 3].map((column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)));
	return rows
		.map((row) =>
			row
				.map((cell, column) => cell.padEnd(widths[column] ?? 0))
				.join('  ')
				.trimEnd(),
		)
		.join('\n');
}

function verdict({ ours, ratio, aim, aimForOurs, atLeast, unit }: Figure): string {
	if (aim !== null && ratio !== null) return `aim <= ${aim}: ${ratio <= aim ? 'met' : 'missed'}`;
	if (aimForOurs === undefined) return '';
	const met = atLeast ? ours >= aimForOurs : ours <= aimForOurs;
	return `aim ${atLeast ? '>=' : '<='} ${aimForOurs.toLocaleString('en')} ${unit}: ${met ? 'met' : 'missed'}`;
}

const rounded = (value: number) => (value < 100 ? Number(value.toFixed(2)) : Math.round(value));
