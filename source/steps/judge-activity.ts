import type { DatabaseActivity, DatabaseSession, StatementProgress } from '../survey/activity.ts';

/** What is known of a database at a moment. */
export type ActivitySeen = {
	/** When it answered, or did not; milliseconds of our clock. */
	readonly at: number;
	readonly work?: DatabaseWork;
	/** Why it could not be asked. */
	readonly problem?: string;
};

/** What the database does for a migration. */
export type DatabaseWork =
	| {
			readonly is: 'working';
			/** The session seen at work; undefined when only the size of the database tells. */
			readonly session?: DatabaseSession;
			readonly progress?: StatementProgress;
			/** Bytes since the look before; 0 when it did not grow. */
			readonly grew: number;
	  }
	| {
			readonly is: 'waiting for a lock';
			readonly session: DatabaseSession;
			/** Sessions that hold it, and wait for nobody themselves; empty when they were gone at the look. */
			readonly holders: readonly DatabaseSession[];
			/** A transaction prepared for a later commit holds it: that has no session. */
			readonly prepared: boolean;
	  }
	| {
			readonly is: 'idle';
			/** Sessions of the database that may be the migration's, and do nothing. */
			readonly sessions: readonly DatabaseSession[];
	  };

export type ActivityLook = {
	readonly now: DatabaseActivity;
	/** The look before, and how long ago it was, milliseconds; undefined at the first. */
	readonly before?: { readonly activity: DatabaseActivity; readonly ago: number } | undefined;
	/** Milliseconds since the restart. */
	readonly startedAgo: number;
	/** The service whose container has this address, where that can be told. */
	readonly serviceAt: (address: string) => string | undefined;
	/** The service that migrates. */
	readonly migrating: string;
};

/** The restart is timed by our clock, a session by the server's. Milliseconds. */
const tolerance = 2000;
/** A session between two statements of a transaction is at work when the last one ended so many milliseconds ago. */
const breath = 5000;

/**
 * Whether the database works for a migration, waits, or has nothing to do. No server tells which session migrates: one
 * that was there before the restart, or comes from the container of another service, does not. Any other may.
 */
export function judgeActivity(look: ActivityLook): DatabaseWork {
	const { now, before } = look;
	const mine = now.sessions.filter((session) => mayMigrate(session, look));
	const waiting = mine
		.filter((session) => session.blockedBy.length > 0)
		.map((session) => ({ session, ...holdersOf(session, now.sessions) }));
	const foreign = waiting.find(
		({ session, holders, prepared }) => prepared || holders.some((holder) => !sameClient(session, holder)),
	);
	if (foreign) return { is: 'waiting for a lock', ...foreign };

	const grew = Math.max(0, (now.bytes ?? 0) - (before?.activity.bytes ?? now.bytes ?? 0));
	const session = mine.find((candidate) => works(candidate, look));
	const moved = now.progress.find(
		({ pid, mark }) =>
			mine.some((candidate) => candidate.pid === pid && candidate.blockedBy.length === 0) &&
			before?.activity.progress.find((row) => row.pid === pid)?.mark !== mark,
	);
	if (session || moved) {
		const worker = session ?? mine.find(({ pid }) => pid === moved?.pid);
		const progress = now.progress.find(({ pid }) => pid === worker?.pid);
		return { is: 'working', grew, ...(worker ? { session: worker } : {}), ...(progress ? { progress } : {}) };
	}
	const [own] = waiting;
	if (own) return { is: 'waiting for a lock', ...own };
	// Whoever else writes makes it grow too: without anybody who may migrate it says nothing.
	if (grew > 0 && mine.length > 0) return { is: 'working', grew };
	return { is: 'idle', sessions: mine };
}

function mayMigrate(session: DatabaseSession, { startedAgo, serviceAt, migrating }: ActivityLook): boolean {
	if (!session.here) return false;
	if (session.age !== undefined && session.age > startedAgo + tolerance) return false;
	const service = session.address === undefined ? undefined : serviceAt(session.address);
	return service === undefined || service === migrating;
}

/** At work now; or, between two statements, it has made one of late. */
function works(session: DatabaseSession, { before, serviceAt, migrating }: ActivityLook): boolean {
	const { state, blockedBy, changedAge, address } = session;
	if (blockedBy.length > 0) return false;
	if (state === 'active' || state === 'fastpath function call') return true;
	if (changedAge === undefined || changedAge > Math.max(breath, before?.ago ?? 0)) return false;
	if (state === 'idle in transaction') return true;
	// Any pool of connections asks something now and then: between transactions it takes the migrating container.
	return state === 'idle' && address !== undefined && serviceAt(address) === migrating;
}

/** One client with two connections that hold each other up is no other's doing. */
const sameClient = (one: DatabaseSession, other: DatabaseSession) =>
	one.address !== undefined && one.address === other.address;

/** Who is at the head of the queue that a session stands in. */
function holdersOf(
	session: DatabaseSession,
	sessions: readonly DatabaseSession[],
): { holders: readonly DatabaseSession[]; prepared: boolean } {
	const holders = new Set<DatabaseSession>();
	const seen = new Set([session.pid]);
	let prepared = false;
	const follow = (pids: readonly number[]) => {
		for (const pid of pids) {
			if (pid === 0) prepared = true;
			if (seen.has(pid)) continue;
			seen.add(pid);
			const other = sessions.find((candidate) => candidate.pid === pid);
			if (other && other.blockedBy.length === 0) holders.add(other);
			else if (other) follow(other.blockedBy);
		}
	};
	follow(session.blockedBy);
	return { holders: [...holders], prepared };
}
