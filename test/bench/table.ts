import type { Measure, MeasureName } from './measure.ts';

/** What is compared in each measure, for people. */
const meanings: Readonly<Record<MeasureName, string>> = {
	downtime: 'GET / through nginx not answering 302 within 1 s, asked 20 times a second',
	'downtime-services-named':
		'the same against a guide that names the three services, so that no Compose recreates nginx',
	duration: 'from the pin to the verified new version, without the pull of either side',
	'duration-services-named': 'the same against a guide that names the three services',
	'duration-with-pull': 'as duration, with the pull: Lockkeeper pulls before it pins, the guide after it',
	'restore-point': 'to a proven restore point, against pg_dump and tar czf, which prove nothing',
	'first-frame': 'from the start of `lockkeeper practice` to its first frame, against `docker compose ps`',
};

/** The measures as an aligned table, each with what it compares below the table. */
export function table(measures: readonly Measure[]): string {
	const rows = [
		['measure', 'Lockkeeper', 'by hand', 'ratio', 'aim', ''],
		...measures.map(({ name, ours, theirs, ratio, aim }) => [
			name,
			seconds(ours),
			seconds(theirs),
			ratio.toFixed(2),
			aim === null ? 'none' : `<= ${aim.toFixed(1)}`,
			aim === null ? '' : ratio <= aim ? 'met' : 'missed',
		]),
	];
	const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
	const aligned = rows.map((row) =>
		row
			.map((cell, column) => cell.padEnd(widths?.[column] ?? 0))
			.join('  ')
			.trimEnd(),
	);
	return [...aligned, '', ...measures.map(({ name }) => `${name}: ${meanings[name]}`)].join('\n');
}

const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(2)} s`;
