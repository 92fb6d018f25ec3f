import { builtGroup, group } from './command-line.ts';
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
	'downtime-repod-classic':
		'GET /health/live of the backend not answering 200 within 1 s, asked 20 times a second, against the guide: down, build --no-cache, up -d',
	'downtime-sovecom':
		'GET / through Caddy not answering 200 within 1 s, asked 20 times a second, against the guide: build, stop, migrate, up -d',
	'restore-point-checked':
		'`backup --prove quick` without a physical copy, against pg_dump and tar czf by hand',
	'restore-point-proven':
		'`backup --prove data` without a physical copy, against the same, which proves nothing',
	'restore-point-careful':
		'the same as proven, against pg_dump, tar czf, sha256sum, tar tzf and a full restore by hand',
	'restore-point-physical':
		'`backup --prove quick` of the database alone, as a verified physical copy, against pg_dump and tar czf',
	'restore-point-checked-held': 'as checked; the stack, the engine and both sides have one CPU and 2 GB',
	'restore-point-proven-held': 'as proven; the stack, the engine and both sides have one CPU and 2 GB',
	'restore-point-careful-held': 'as careful; the stack, the engine and both sides have one CPU and 2 GB',
	'restore-point-physical-held': 'as physical; the stack, the engine and both sides have one CPU and 2 GB',
	'restore-point-memory':
		'highest resident memory while `backup` takes and proves all it does unasked: its Node processes, against all processes of pg_dump and tar czf by hand, looked at every 100 ms',
	'restore-point-memory-children':
		'the same with every process that Lockkeeper starts on the host, containers apart; the pages of one program count once, on both sides',
	'restore-point-requests':
		'95th percentile of GET / through nginx to the api, 20 a second, while `backup` takes and proves, against the same without it',
	'restore-copy':
		'from the answer to “Which way?” until GET / through nginx answers 302 with the old version, by the copied files, all compared and the state of before kept; against the guide’s restore by a script without a pause, which makes the database anew before the load, as the guide does not say, so that it ends right',
	'restore-dump': 'the same by the dump, its comparison included, against the same',
};

/**
 * The measures as an aligned table, each with what it compares below the table.
 *
 * @param leftOut measures that were not asked for, which the table says
 */
export function table(measures: readonly Measure[], leftOut: readonly MeasureName[] = []): string {
	const rows = [
		['measure', 'Lockkeeper', 'by hand', 'ratio', 'aim', ''],
		...measures.map((measure) => [
			measure.name,
			amount(measure.ours, measure.unit),
			amount(measure.theirs, measure.unit),
			measure.ratio.toFixed(2),
			...aimOf(measure),
		]),
	];
	const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
	const aligned = rows.map((row) =>
		row
			.map((cell, column) => cell.padEnd(widths?.[column] ?? 0))
			.join('  ')
			.trimEnd(),
	);
	return [
		...aligned,
		'',
		...measures.map(({ name }) => `${name}: ${meanings[name]}`),
		...(leftOut.length === 0
			? []
			: [
					'',
					`Not measured, for it takes long: ${leftOut.join(', ')}. With \`npm run bench -- ${group}\` or \`${builtGroup}\` it is.`,
				]),
	].join('\n');
}

/** What is aimed at, of the ratio or of Lockkeeper's own figure, and whether it is met. */
function aimOf({ ours, ratio, aim, aimForOurs, unit }: Measure): readonly [string, string] {
	const verdict = (met: boolean) => (met ? 'met' : 'missed');
	if (aimForOurs !== undefined) {
		return [`Lockkeeper <= ${aimForOurs} ${unit}`, verdict(ours <= aimForOurs)];
	}

	return aim === null
		? ['none', '']
		: [`<= ${aim.toFixed(Number.isInteger(aim * 10) ? 1 : 2)}`, verdict(ratio <= aim)];
}

/** Seconds, or what is too short for them; memory as it is. */
function amount(value: number, unit: Measure['unit']): string {
	if (unit === 'MB') {
		return `${value.toFixed(0)} MB`;
	}

	return value < 100 ? `${value.toFixed(1)} ms` : `${(value / 1000).toFixed(2)} s`;
}
