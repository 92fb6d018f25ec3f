// Touches the world: asks the database now and then what it does for a start.
import { CommandError } from '../docker/command-error.ts';
import type { DatabasePlace } from '../restore-points/postgres/part.ts';
import type { DatabaseActivity } from '../survey/activity.ts';
import { askActivity } from '../survey/ask-activity.ts';
import type { Stack } from '../survey/identify.ts';
import { addressesOf, listContainers } from '../survey/services.ts';
import { type ActivitySeen, judgeActivity } from './judge-activity.ts';

export type ActivityWatch = {
	/** Asks in the background when it is due. @param stillFor milliseconds since the last line of the log */
	readonly glance: (stillFor: number) => void;
	/** Asks now, or waits for the question that is out; never throws. */
	readonly ask: () => Promise<void>;
	readonly seen: () => ActivitySeen | undefined;
	/** True when it did not answer just now, and has not failed to often enough to be given up. */
	readonly unanswered: () => boolean;
	/** When it was last seen to work, or to wait for a lock. */
	readonly movedAt: () => number | undefined;
	readonly serviceAt: (address: string) => string | undefined;
	readonly close: () => Promise<void>;
};

/** Milliseconds of silence in the log before anybody asks: a log that moves says it all. */
const still = 2000;
/** Milliseconds between two questions at least, and at most when they are slow. */
const pause = { least: 5000, most: 60_000 };

/** Questions without an answer, one after the other, until that is one: a busy host may miss one. */
const patience = 3;

/** Whether the database is asked again: the slower it answers, the less often. Milliseconds. */
export const isDue = (stillFor: number, sinceAsked: number, lastTook: number): boolean =>
	stillFor >= still && sinceAsked >= Math.min(pause.most, Math.max(pause.least, lastTook * 10));

/** Of an app without a database that can be asked. */
const nobody: ActivityWatch = {
	glance: () => {},
	ask: async () => {},
	seen: () => undefined,
	unanswered: () => false,
	movedAt: () => undefined,
	serviceAt: () => undefined,
	close: async () => {},
};

/** @param restartedAt milliseconds of `performance.now()`, as all times here: who was in the database before does not migrate */
export function watchActivity(
	stack: Stack,
	asked: DatabasePlace | undefined,
	restartedAt: number,
	signal: AbortSignal,
): ActivityWatch {
	if (!asked) return nobody;
	const place = asked;
	const stop = new AbortController();
	const signals = AbortSignal.any([signal, stop.signal]);
	const services = new Map<string, string | undefined>();
	let learnedAt = performance.now();
	const serviceAt = (address: string) => services.get(address);
	let before: { activity: DatabaseActivity; at: number } | undefined;
	let asking: Promise<void> | undefined;
	let askedAt = Number.NEGATIVE_INFINITY;
	let took = 0;
	let sized = true;
	let inVain = 0;
	let seen: ActivitySeen | undefined;
	let movedAt: number | undefined;

	async function look(): Promise<void> {
		askedAt = performance.now();
		try {
			const activity = await askActivity(stack.engine, stack.project, place, signals, sized);
			// A container that was started again may have another's address.
			if (performance.now() - learnedAt >= pause.most) {
				services.clear();
				learnedAt = performance.now();
			}
			await learnAddresses(stack, activity, services, signals);
			const at = performance.now();
			const work = judgeActivity({
				now: activity,
				before: before && { activity: before.activity, ago: at - before.at },
				startedAgo: at - restartedAt,
				serviceAt,
				migrating: stack.runbook.migrations.service,
			});
			before = { activity, at };
			seen = { at, work };
			inVain = 0;
			if (work.is !== 'idle') movedAt = at;
		} catch (error) {
			seen = { at: performance.now(), problem: problemOf(error) };
			inVain++;
			// What takes longest in the question is the size: without it the rest may be told.
			if (error instanceof CommandError && error.stderr.includes('statement timeout')) sized = false;
		} finally {
			took = performance.now() - askedAt;
		}
	}
	const ask = () => {
		asking ??= look().finally(() => {
			asking = undefined;
		});
		return asking;
	};

	return {
		glance(stillFor) {
			if (isDue(stillFor, performance.now() - askedAt, took)) void ask();
		},
		ask,
		seen: () => seen,
		unanswered: () => inVain > 0 && inVain < patience,
		movedAt: () => movedAt,
		serviceAt,
		async close() {
			stop.abort();
			await asking;
		},
	};
}

/** Asks the engine once for each address that nobody knows yet: a recreated container has another. */
async function learnAddresses(
	stack: Stack,
	{ sessions }: DatabaseActivity,
	services: Map<string, string | undefined>,
	signal: AbortSignal,
): Promise<void> {
	const unknown = sessions.flatMap(({ address }) => (address && !services.has(address) ? address : []));
	if (unknown.length === 0) return;
	const containers = await listContainers(stack.engine, stack.project, signal).catch(() => undefined);
	if (!containers) return;
	for (const address of unknown) services.set(address, undefined);
	for (const { service, container } of containers)
		for (const address of addressesOf(container)) services.set(address, service);
}

/** The server's own words where it said any; the whole question is no part of them. */
function problemOf(error: unknown): string {
	if (!(error instanceof CommandError)) return (error as Error).message;
	if (error.timedOut) return 'it did not answer in time';
	const said = error.stderr.split('\n').findLast((line) => /FATAL|ERROR|error/.test(line));
	return (said ?? error.stderr.split('\n').at(-1) ?? '').trim() || 'psql failed without a word';
}
