import { basename } from 'node:path';
import { provenHow } from '../../restore-points/describe.ts';
import type { RestorePoints } from '../../restore-points/list.ts';
import { bytesOf, type Manifest } from '../../restore-points/manifest.ts';
import type { Retention } from '../../restore-points/retention.ts';
import type { Pinned } from '../../run/pinned-points.ts';
import type { Probe } from '../../survey/facts.ts';
import { formatBytes } from '../../text/bytes.ts';
import { clock } from '../../text/clock.ts';
import { count } from '../../text/list.ts';

/** Ids of the copies at the other end, or why they cannot be told. */
export type Copies = { readonly at: string; readonly answer: Probe<readonly string[]> };

/** The restore points of a stack, and what else lies there with what to do about it. */
export function listLines(points: {
	readonly name: string;
	readonly backups: string;
	readonly retention: Retention;
	readonly found: RestorePoints;
	readonly pinned: Pinned;
	readonly copies: Copies | undefined;
}): readonly string[] {
	const { name, backups, retention, found, pinned, copies } = points;
	const { complete, incomplete, unreadable } = found;
	const nothing = complete.length + incomplete.length + unreadable.length === 0;
	return [
		`${name}: restore points in ${backups}`,
		...(nothing ? ['none; to take one: lockkeeper backup'] : []),
		...complete.flatMap(({ manifest }) => [
			pointLine(manifest),
			...neededLine(pinned(manifest)),
			...(copies?.answer.ok && copies.answer.value.includes(manifest.id) ? [`    copy at ${copies.at}`] : []),
		]),
		...incomplete.map(
			(path) => `${basename(path)}  no restore point: ${reasonOf(retention, basename(path))}`,
		),
		...unreadable.flatMap(({ path, problem }) => [
			`${basename(path)}  ${problem}`,
			'    It is never pruned: look at it, and remove it by hand when nobody needs it.',
		]),
		...copiesLines(copies, found),
		...(retention.remove.length > 0
			? [`lockkeeper restore-points prune would remove ${retention.remove.map(({ id }) => id).join(', ')}`]
			: []),
	];
}

const pointLine = (manifest: Manifest) =>
	[
		manifest.id,
		manifest.version,
		`taken ${clock(manifest.takenAt)}`,
		formatBytes(bytesOf(manifest)),
		provenHow(manifest),
	].join('  ');

const neededLine = (reason: string | undefined) => (reason === undefined ? [] : [`    kept: ${reason}`]);

const reasonOf = ({ keep, remove }: Retention, id: string) =>
	[...keep, ...remove].find((verdict) => verdict.id === id)?.reason ?? 'nobody knows';

function copiesLines(copies: Copies | undefined, { complete }: RestorePoints): readonly string[] {
	if (!copies)
		return complete.length > 0
			? ['No place for copies is named: a fault of this host takes all of them (offHost in lockkeeper.yaml).']
			: [];
	if (!copies.answer.ok) return [`Copies at ${copies.at}: could not be told: ${copies.answer.problem}`];
	const here = new Set(complete.map(({ manifest }) => manifest.id));
	const elsewhere = copies.answer.value.filter((id) => !here.has(id));
	return elsewhere.length > 0
		? [`At ${copies.at} alone: ${count(elsewhere.length, 'copy', 'copies')}, ${elsewhere.join(', ')}`]
		: [];
}
