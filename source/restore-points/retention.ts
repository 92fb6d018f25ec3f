import { z } from 'zod';
import { idOfLeftover, idOfProof, idTime } from './names.ts';

/** How many restore points are kept, `retention` of lockkeeper.yaml. Days and weeks without one do not count. */
export const retentionSchema = z.strictObject({
	/** The newest ones. */
	last: z.int().min(1).default(5),
	/** One of each of the newest days, UTC. */
	daily: z.int().min(0).default(7),
	/** One of each of the newest weeks, from Monday on. */
	weekly: z.int().min(0).default(4),
});
export type RetentionPolicy = z.infer<typeof retentionSchema>;

/** What lies among the restore points, as far as keeping it is concerned; `id` is the name of its directory. */
export type RetentionPoint =
	| {
			readonly is: 'whole';
			readonly id: string;
			/** ISO 8601. */
			readonly takenAt: string;
			readonly proven: boolean;
			/** Which run needs it, a clause; absent when none does. */
			readonly neededBy?: string;
	  }
	/** With a manifest that cannot be relied on. */
	| { readonly is: 'unreadable'; readonly id: string }
	/** Without a manifest; `writtenBy` names the run that is still at it. */
	| { readonly is: 'incomplete'; readonly id: string; readonly writtenBy?: string }
	/** Its removal was begun. */
	| { readonly is: 'being removed'; readonly id: string };

export type Verdict = { readonly id: string; readonly reason: string };
/** Each in the order they were taken, oldest first. */
export type Retention = { readonly keep: readonly Verdict[]; readonly remove: readonly Verdict[] };

type Whole = Extract<RetentionPoint, { is: 'whole' }>;

/** Milliseconds in which nothing is removed: a mistake shows the morning after. */
const grace = 24 * 3_600_000;

/**
 * What to keep and what to remove, each with its reason. While none is proven, no restore point is removed;
 * the newest proven one, one that a run needs and one of the last 24 hours never is.
 */
export function retain(points: readonly RetentionPoint[], policy: RetentionPolicy, now: Date): Retention {
	const whole = points.filter((point): point is Whole => point.is === 'whole').sort(byTime);
	const reasons = keptOfPolicy(whole, policy);
	const newestProven = whole.findLast(({ proven }) => proven);
	const keep: Verdict[] = [];
	const remove: Verdict[] = [];
	for (const point of [...points].sort(byTime)) {
		const { id } = point;
		const [list, reason] = judge(point, now, newestProven, reasons.get(id));
		(list === 'keep' ? keep : remove).push({ id, reason });
	}
	return { keep, remove };
}

function judge(
	point: RetentionPoint,
	now: Date,
	newestProven: Whole | undefined,
	ofPolicy: string | undefined,
): readonly ['keep' | 'remove', string] {
	switch (point.is) {
		case 'whole': {
			const reason = point.neededBy ?? always(point, now, newestProven) ?? ofPolicy;
			return reason === undefined ? ['remove', 'no rule of the retention keeps it'] : ['keep', reason];
		}
		case 'unreadable':
			return [
				'keep',
				'it cannot be read, so nobody can tell what it is worth: look at it, remove it by hand',
			];
		case 'incomplete':
			if (idOfProof(point.id)) return ['remove', 'a proof unpacked into it: it never was a restore point'];
			return point.writtenBy === undefined
				? ['remove', 'it has no manifest: it never was a restore point']
				: ['keep', `run ${point.writtenBy} is writing it`];
		case 'being removed':
			return ['remove', 'its removal was begun'];
		default:
			return point satisfies never;
	}
}

/** Why it is kept whatever the policy says. */
function always(point: Whole, now: Date, newestProven: Whole | undefined): string | undefined {
	if (!newestProven) return 'none is proven: nothing is removed until one is';
	if (point === newestProven) return 'it is the newest proven one';
	const age = now.getTime() - Date.parse(point.takenAt);
	if (Number.isNaN(age)) return 'when it was taken cannot be told';
	if (age < 0) return 'its time lies ahead of the clock';
	return age < grace ? 'it is younger than 24 hours' : undefined;
}

/** @param whole oldest first */
function keptOfPolicy(whole: readonly Whole[], policy: RetentionPolicy): ReadonlyMap<string, string> {
	const reasons = new Map<string, string>();
	const note = (point: Whole, reason: string) => {
		if (!reasons.has(point.id)) reasons.set(point.id, reason);
	};
	for (const point of whole.slice(-policy.last)) note(point, `it is one of the last ${policy.last}`);
	for (const [day, point] of newestOf(whole, dayOf, policy.daily)) note(point, `it is kept for ${day}`);
	for (const [week, point] of newestOf(whole, weekOf, policy.weekly))
		note(point, `it is kept for the week of ${week}`);
	return reasons;
}

/** One point of each of the newest spans: its newest proven one, else its newest. */
function newestOf(
	whole: readonly Whole[],
	spanOf: (point: Whole) => string,
	count: number,
): readonly (readonly [string, Whole])[] {
	const spans = Map.groupBy(
		whole.filter(({ takenAt }) => !Number.isNaN(Date.parse(takenAt))),
		spanOf,
	);
	return [...spans]
		.sort(([a], [b]) => (a < b ? 1 : -1))
		.slice(0, count)
		.flatMap(([span, points]) => {
			const chosen = points.findLast(({ proven }) => proven) ?? points.at(-1);
			return chosen ? [[span, chosen] as const] : [];
		});
}

const dayOf = ({ takenAt }: Whole) => new Date(takenAt).toISOString().slice(0, 10);

/** The Monday it began with. */
function weekOf({ takenAt }: Whole): string {
	const day = new Date(takenAt);
	day.setUTCDate(day.getUTCDate() - ((day.getUTCDay() + 6) % 7));
	return day.toISOString().slice(0, 10);
}

/** Ids tell the order also where the clock was set back in between. */
function byTime(a: RetentionPoint, b: RetentionPoint): number {
	const [first, second] = [timeOf(a), timeOf(b)];
	return first === second ? (a.id < b.id ? -1 : 1) : first - second;
}

const timeOf = ({ id }: RetentionPoint) => idTime(idOfLeftover(id) ?? id)?.getTime() ?? 0;
