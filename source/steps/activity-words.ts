import { starterOf, type Unit } from '../host-service/words.ts';
import type { DatabaseSession, StatementProgress } from '../survey/activity.ts';
import { formatBytes } from '../text/bytes.ts';
import { formatDuration } from '../text/duration.ts';
import { printable } from '../text/printable.ts';
import type { ActivitySeen, DatabaseWork } from './judge-activity.ts';

type ServiceAt = (address: string) => string | undefined;

/** Milliseconds without a line after which the age of the last one is worth a word. */
const silence = 10_000;

/**
 * What a start waits for, in one line: the signals that are open, or the lock that holds it up.
 * @param silentFor milliseconds since the last line of its log
 */
export function waitingNote(
	open: readonly string[],
	seen: ActivitySeen | undefined,
	silentFor: number,
	unit: Unit = 'container',
): string {
	const signals = `for ${open.join(', ') || `${starterOf(unit)} to end`}`;
	const age = silentFor >= silence ? `; last line of the log ${formatDuration(silentFor)} ago` : '';
	// A log that moves says more than the look before it.
	if (!seen || silentFor < 2000) return signals;
	if (seen.work?.is === 'waiting for a lock') return `for ${activityNote(seen.work)}`;
	return `${signals}; ${seenWords(seen)}${age}`;
}

/** What was seen in the database, or why nothing was. */
export const seenWords = ({ work, problem }: ActivitySeen): string =>
	work ? activityNote(work) : `the database could not be asked: ${problem ?? 'no reason was given'}`;

/** What a migration waits for, or what the database does for it. */
function activityNote(work: DatabaseWork): string {
	switch (work.is) {
		case 'working':
			return `database at work${listed([doing(work.session), progressWords(work.progress), growth(work.grew)])}`;
		case 'waiting for a lock': {
			const [holder] = work.holders;
			const more = work.holders.length > 1 ? ` and ${work.holders.length - 1} more` : '';
			return holder
				? `a lock that session ${holder.pid}${more} holds${listed([program(holder), doingNow(holder)])}`
				: `a lock that ${work.prepared ? 'a prepared transaction' : 'nobody held any more at the look'} holds`;
		}
		case 'idle':
			return idleWords(work.sessions);
		default:
			return work satisfies never;
	}
}

/** At most three sessions by name: a pool has many. */
function idleWords(sessions: readonly DatabaseSession[]): string {
	if (sessions.length === 0) return 'nobody at work in the database';
	const states = sessions.map((session) => `session ${session.pid} ${doingNow(session) ?? ''}`.trim());
	const more = states.length > 3 ? ` and ${states.length - 3} more` : '';
	return `nobody at work in the database (${states.slice(0, 3).join(', ')}${more})`;
}

/** Who holds up a migration, and what may be done about it: short, so that the command below is on the screen. */
export function lockSentences(
	{ session, holders, prepared }: Extract<DatabaseWork, { is: 'waiting for a lock' }>,
	serviceAt: ServiceAt,
): readonly string[] {
	const { pid, wants, statement, address } = session;
	const who = bracketed([
		from(address, serviceAt),
		statement === undefined ? undefined : printable(statement),
	]);
	const lock = wants === undefined ? 'a lock' : `a lock on ${printable(wants)}`;
	return [
		`No failure: session ${pid}${who} waits for ${lock}${holders.length > 0 || prepared ? ', held by:' : '.'}`,
		...holders.map((holder) => `${describe(holder, serviceAt)}.`),
		...(prepared
			? [
					'a prepared transaction, which has no session: pg_prepared_xacts names it, COMMIT PREPARED or ROLLBACK PREPARED ends it.',
				]
			: []),
	];
}

/** What ending a holder's session does: said before the command. */
export const endingDoes = 'Yours to run; its open transaction is undone';

/** `session 123 (user specivo, psql, from api, idle in transaction, open for 4 min)`, as far as it may be seen. */
function describe(session: DatabaseSession, serviceAt: ServiceAt): string {
	const { pid, kind, user, address, state, transactionAge, statement } = session;
	return `session ${pid}${bracketed([
		user === undefined ? kind : `user ${shortened(user)}`,
		program(session),
		from(address, serviceAt) ??
			(state !== undefined && user !== undefined ? 'by the local socket' : undefined),
		state ?? 'what it does is hidden from us',
		transactionAge === undefined ? undefined : `open for ${formatDuration(transactionAge)}`,
		statement === undefined ? undefined : `${state === 'active' ? 'at' : 'last'} ${printable(statement)}`,
	])}`;
}

/** A service of the stack by its name, anybody else by his address. */
const from = (address: string | undefined, serviceAt: ServiceAt) =>
	address === undefined ? undefined : `from ${serviceAt(address) ?? address}`;

/** `UPDATE issues for 12 s`. */
function doing(session: DatabaseSession | undefined): string | undefined {
	if (session === undefined) return undefined;
	const { statement, statementAge, state } = session;
	const what = statement === undefined ? `session ${session.pid}` : printable(statement);
	return state === 'active' && statementAge !== undefined && statementAge >= 1000
		? `${what} for ${formatDuration(statementAge)}`
		: what;
}

/** `idle in transaction for 4 min`. */
function doingNow({ state, transactionAge }: DatabaseSession): string | undefined {
	if (state === undefined) return undefined;
	return transactionAge === undefined ? state : `${state} for ${formatDuration(transactionAge)}`;
}

function progressWords(progress: StatementProgress | undefined): string | undefined {
	if (progress === undefined) return undefined;
	const { command, relation, phase, done, total } = progress;
	const share =
		done !== undefined && total !== undefined && total > 0
			? ` ${Math.min(100, Math.floor((100 * done) / total))} %`
			: '';
	return `${command}${relation ? ` of ${printable(relation)}` : ''}${phase ? ` ${phase}` : ''}${share}`;
}

const growth = (bytes: number) => (bytes > 0 ? `grew by ${formatBytes(bytes)}` : undefined);

const program = ({ application }: DatabaseSession) =>
	application === undefined || application === '' ? undefined : shortened(application);

/** Anybody may call himself anything. */
const shortened = (name: string) => {
	const plain = printable(name).replaceAll('\n', ' ');
	return plain.length > 40 ? `${plain.slice(0, 39)}…` : plain;
};

const present = (parts: readonly (string | undefined)[]) => parts.flatMap((part) => part || []);
const listed = (parts: readonly (string | undefined)[]) =>
	present(parts).length > 0 ? `: ${present(parts).join(', ')}` : '';
const bracketed = (parts: readonly (string | undefined)[]) =>
	present(parts).length > 0 ? ` (${present(parts).join(', ')})` : '';
