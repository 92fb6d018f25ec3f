import type { DiskFact, Facts } from '../survey/facts.ts';
import { formatBytes } from '../text/bytes.ts';
import { inWords } from '../text/list.ts';
import { defineCheck } from './check.ts';
import { diskNeeds, factors, type Need } from './disk-needs.ts';
import { hostCommand } from './shown.ts';

const mebibyte = 1024 ** 2;
const gibibyte = 1024 ** 3;

/** Below this a running database and its logs are in danger. */
const floor = 512 * mebibyte;
/** Close to it: 5 % of the file system, at least 1 GiB and at most 10 GiB. */
const closeTo = (total: number) => Math.max(gibibyte, Math.min(total * 0.05, 10 * gibibyte));

/** Compares what the upgrade needs with what is free, once for each file system. */
export const diskSpace = defineCheck('disk-space', 'Disk space', ({ facts, target, loads }) => {
	const places = placesOf(facts, loads);
	const unknown = unknowns(facts, target);
	const evidence = [
		...places.map(
			({ paths, needed, free, remains, labels }) =>
				`${inWords(paths)}: about ${formatBytes(needed)} needed${labels}, ${formatBytes(free)} free, ${formatBytes(remains)} would remain`,
		),
		...unknown,
	].join('; ');
	const paths = places.flatMap((place) => place.paths);
	const command = paths.length === 0 ? undefined : hostCommand('df', '-h', ...paths);
	const shown = { evidence, ...(command ? { command } : {}) };
	const full = places.filter(({ remains }) => remains < floor);
	if (full.length > 0) {
		const advice = full
			.map((place) => `Make ${formatBytes(floor - place.remains)} more room on ${inWords(place.paths)}.`)
			.join(' ');
		return {
			outcome: 'fail',
			...shown,
			advice: `${advice} ${basis} At least ${formatBytes(floor)} has to remain.`,
		};
	}
	if (unknown.length > 0) {
		return { outcome: 'warn', ...shown, advice: `See by hand that there is room enough. ${basis}` };
	}
	const close = places.filter(({ remains, total }) => remains < closeTo(total));
	if (close.length > 0) {
		const advice = `It fits, with little to spare on ${inWords(close.flatMap((place) => place.paths))}. ${basis}`;
		return { outcome: 'warn', ...shown, advice };
	}
	return { outcome: 'pass', ...shown };
});

const basis = `The needs are estimates: a dump counts as ${factors.dump} times its database, an archive as its files, images as ${factors.layers} times the compressed layers that are to be downloaded.`;

type Place = {
	readonly paths: readonly string[];
	readonly needed: number;
	readonly free: number;
	readonly total: number;
	readonly remains: number;
	/** What needs the room, in brackets; less than 1 MiB is not named. */
	readonly labels: string;
};

/** File systems: paths on one device share their room, and what they need adds up. */
function placesOf(facts: Facts, loads: boolean | undefined): Place[] {
	const devices = new Map<number, DiskFact[]>();
	for (const disk of facts.disks) {
		if (disk.ok) devices.set(disk.value.device, [...(devices.get(disk.value.device) ?? []), disk.value]);
	}
	const needs = diskNeeds(facts, loads);
	return [...devices.values()].map((disks) => placeOf(disks, needs));
}

function placeOf(disks: readonly DiskFact[], needs: readonly Need[]): Place {
	const purposes = new Set(disks.map((disk) => disk.purpose));
	const here = needs.filter((need) => purposes.has(need.purpose));
	const needed = here.reduce((sum, need) => sum + need.bytes, 0);
	const free = Math.min(...disks.map((disk) => disk.freeBytes));
	const labels = here
		.filter((need) => need.bytes >= mebibyte)
		.map((need) => `${need.label} ${formatBytes(need.bytes)}`);
	return {
		paths: [...new Set(disks.map((disk) => disk.path))],
		needed,
		free,
		total: Math.max(...disks.map((disk) => disk.totalBytes)),
		remains: free - needed,
		labels: labels.length === 0 ? '' : ` (${labels.join(', ')})`,
	};
}

/** What could not be weighed, a clause each. */
function unknowns(facts: Facts, target: string | undefined): string[] {
	const { disks, data, service, targetImages } = facts;
	const problems = [...disks, ...data].flatMap((found) => (found.ok ? [] : [`not known: ${found.problem}`]));
	const seen = new Set(disks.flatMap((disk) => (disk.ok ? [disk.value.purpose] : [])));
	const unseen = (['restore points', 'images'] as const).filter((purpose) => !seen.has(purpose));
	if (problems.length === 0)
		problems.push(...unseen.map((purpose) => `free room for ${purpose} is not known`));
	// A build without containers lies here already, and the platform's images never come here.
	if (target !== undefined && !service && !targetImages?.ok)
		problems.push('the size of the target is not known');
	return problems;
}
