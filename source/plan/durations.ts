import { downloadOf } from '../images/layers-here.ts';
import type { Facts } from '../survey/facts.ts';

/** Expected durations of the long steps, milliseconds. */
export type ExpectedDurations = {
	readonly save: number;
	readonly prove: number;
	readonly ship: number;
	readonly pull: number;
	readonly start: number;
};

/**
 * Bytes a second, from runs on 2 cores: dump and archive through zstd side by side about 170 MB/s, loading
 * a dump with its indexes about 22 MB/s. A pull and a copy off the host are reckoned at 10 MB/s, the copy at half
 * the bytes; a start without migration at 15 s.
 */
const rates = { save: 170e6, load: 22e6, pull: 10e6, ship: 20e6 };
const fixed = { save: 3000, prove: 6000, pull: 3000, ship: 2000, start: 15_000 };

/** What the plan says before anything was measured; estimates, and called so. */
export function expectedDurations(facts: Facts): ExpectedDurations {
	const found = facts.data.flatMap((data) => (data.ok ? [data.value] : []));
	const total = found.reduce((sum, data) => sum + data.bytes, 0);
	const databases = found
		.filter((data) => data.kind === 'postgres' || data.kind === 'mariadb')
		.reduce((sum, data) => sum + data.bytes, 0);
	const toDownload = facts.targetImages?.ok ? downloadOf(facts.targetImages.value).toDownload : 0;
	const milliseconds = (bytes: number, rate: number) => Math.round((bytes / rate) * 1000);
	return {
		save: fixed.save + milliseconds(total, rates.save),
		prove: fixed.prove + milliseconds(databases, rates.load) + milliseconds(total, rates.save),
		ship: fixed.ship + milliseconds(total, rates.ship),
		pull: fixed.pull + milliseconds(toDownload, rates.pull),
		start: fixed.start,
	};
}
