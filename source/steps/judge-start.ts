import { starterOf, type Unit } from '../host-service/words.ts';
import type { ServiceState } from '../survey/facts.ts';
import { jsonFailure } from './json-failure.ts';

/** What is seen of a start at one moment. */
export type StartSignals = {
	/** Of the service that migrates. */
	readonly state: ServiceState;
	readonly exitCode: number | undefined;
	/** Restarts since the container was created. */
	readonly restarts: number;
	/** Its log since the restart, oldest first. */
	readonly log: readonly string[];
	/** Those of it that are of the new container for sure, where that can be told. */
	readonly own?: readonly string[];
	/** The line that says the start is over was seen. */
	readonly logDone: boolean;
	/** What is wrong with the HTTP answers; empty when all are as expected. */
	readonly http: readonly string[];
	/** The database's revision; undefined when it could not be read now. */
	readonly revision: string | undefined;
	/** The one that the new image brings; undefined where no image tells. */
	readonly head: string | undefined;
	/** False when nothing can tell a revision of this app's schema. */
	readonly hasRevision: boolean;
	/** Whether the command that started all has ended, and how. */
	readonly up: 'running' | 'done' | { readonly failed: string };
	/** Milliseconds since log, state or revision last changed, or the database was last seen at work for the start. */
	readonly quietFor: number;
	/** What was last seen in the database; undefined when nobody looked. */
	readonly database?: string | undefined;
	/** True while the database did not answer when it was asked last, and will be asked once more. */
	readonly unanswered?: boolean;
	/** What the database said since the restart, where its server is a service of the stack; oldest first. */
	readonly databaseLog?: readonly string[];
	/** Milliseconds since container and log were both in order. */
	readonly calmFor: number;
	/** Milliseconds since the line that says the start is over; 0 before. */
	readonly doneFor: number;
};

export type StartLimits = {
	/** Milliseconds of silence after which it counts as stuck. */
	readonly quiet: number;
	/** Texts of log lines that say the migration failed, whether the app ends with it or goes on. */
	readonly failed: readonly string[];
	/** True when the service migrates and ends: its log may keep the reason, and the database has it. */
	readonly oneShot?: boolean;
	/** What runs the app. */
	readonly unit: Unit;
	/** What the app's answers are called. */
	readonly answers: string;
	/** Milliseconds that container and log may be in order while HTTP or schema are not. */
	readonly settle: number;
};

export type Verdict =
	| { readonly is: 'starting'; readonly open: readonly string[] }
	| { readonly is: 'up' }
	/** The migrating service is up, and `up` had given it up before: what depends on it must be started. */
	| { readonly is: 'start the rest'; readonly because: string }
	| { readonly is: 'failed'; readonly reason: string };

/** Milliseconds that a reason may come after the end. */
const patience = 2000;

/** Restarts without a reason in the log that make a loop. */
const loop = 3;

/** Four signals together: container, log, HTTP body and schema revision. One alone proves nothing. */
export function judgeStart(signals: StartSignals, limits: StartLimits): Verdict {
	const { state, exitCode, restarts, log, logDone, http, revision, head, hasRevision, up } = signals;
	const { quietFor, calmFor, doneFor, database, unanswered = false } = signals;
	const reason =
		failureReason(log) ?? (limits.oneShot ? databaseReason(signals.databaseLog ?? []) : undefined);
	const down = state === 'exited' || state === 'restarting';
	const told = (signals.own ?? log).find((line) => limits.failed.some((text) => line.includes(text)))?.trim();
	if ((down || restarts > 0) && (reason ?? told)) {
		// A container that runs again tells 0: the code of its end is lost.
		const code = down && exitCode !== undefined ? ` with exit code ${exitCode}` : '';
		return failed(`the ${limits.unit} ended${code}: ${reason ?? told}`);
	}
	if (told !== undefined)
		return failed(`the app started although its log says: ${told}${reason ? `; ${reason}` : ''}`);
	// The reason comes by another log, a moment later.
	if (limits.oneShot && state === 'exited' && exitCode !== 0 && quietFor < patience)
		return { is: 'starting', open: [limits.unit] };
	if (state === 'exited' && exitCode === undefined && quietFor >= patience && up === 'done')
		return failed(`the ${limits.unit} ended and gave no reason`);
	if (state === 'exited' && exitCode !== undefined && exitCode !== 0)
		return failed(`the ${limits.unit} ended with exit code ${exitCode} and gave no reason`);
	if (restarts >= loop)
		return failed(`the ${limits.unit} started ${restarts} times again and gave no reason`);
	// A long migration makes a container unhealthy that does its work: it serves no health check yet.
	// And one that answers well only waits for its next check.
	if (state === 'unhealthy' && logDone && doneFor >= limits.settle && http.length > 0)
		return failed(
			`the ${limits.unit} is unhealthy${reason ? `: ${reason}` : ''}${http.length > 0 ? `; ${http.join('; ')}` : ''}`,
		);
	if (state === 'missing')
		return typeof up === 'object' ? failed(up.failed) : { is: 'starting', open: [limits.unit] };

	// Where no image tells, that it can be read is all there is to see.
	const schemaThere = !hasRevision || (head === undefined ? revision !== undefined : revision === head);
	const containerUp = state === 'healthy' || (state === 'no check' && logDone);
	const open = [
		...(containerUp ? [] : [limits.unit]),
		...(logDone ? [] : ['log']),
		...(http.length === 0 ? [] : [limits.answers]),
		...(schemaThere ? [] : ['schema']),
	];
	if (open.length === 0 && up === 'done') return { is: 'up' };
	// Without a line in its log the container never ran: nothing more will come.
	if (typeof up === 'object' && log.length === 0 && !containerUp) return failed(up.failed);
	if (open.length === 0 && typeof up === 'object') return { is: 'start the rest', because: up.failed };
	if (containerUp && logDone && calmFor >= limits.settle) {
		if (revision !== undefined && !schemaThere)
			return failed(`the start is over, but the schema is at ${revision} and not at ${head}`);
		if (http.length > 0)
			return failed([...http, ...(limits.oneShot && typeof up === 'object' ? [up.failed] : [])].join('; '));
	}
	if (quietFor >= limits.quiet && !unanswered) {
		return failed(
			`nothing moved for ${Math.round(quietFor / 1000)} s: no line in the log, no change of state or schema; still open: ${[...open, ...(up === 'running' ? [starterOf(limits.unit)] : [])].join(', ')}${http.map((problem) => `; ${problem}`).join('')}${database === undefined ? '' : `; ${database}`}`,
		);
	}
	return { is: 'starting', open };
}

const failed = (reason: string): Verdict => ({ is: 'failed', reason });

/** `package.module.SomeError: text` as Python ends a traceback. */
const exception = /^(?:[\w]+\.)*\w*(?:Error|Exception|Violation|Failure|Exit)\w*: .+/;
/** alembic's own last word, uvicorn's and the entrypoint's. */
const plainFailure =
	/^(?:FAILED: |ERROR(?:\s+\[\S+\])?:? +|FATAL:? +|Error: )(.+)|^(Database not available after .+)|(Can't locate revision .+)/;

/**
 * Why a start failed, in the log's own words: alembic's error and PostgreSQL's detail below it. Undefined when
 * no line says so. The last line is not it: a traceback goes on with SQL, parameters and a link (tried).
 */
export function failureReason(log: readonly string[]): string | undefined {
	const at = log.findLastIndex((line) => exception.test(line));
	if (at !== -1) {
		const detail = log.slice(at + 1, at + 4).find((line) => line.startsWith('DETAIL:'));
		return [log[at]?.trim(), detail?.trim()].filter(Boolean).join(' ');
	}
	const structured = log.findLast((line) => jsonFailure(line) !== undefined);
	if (structured !== undefined) return jsonFailure(structured);
	const plain = log.findLast((line) => plainFailure.test(line));
	return plain?.trim();
}

/** The newest error in PostgreSQL's own log, with the detail below it: of a program that keeps it to itself. */
export function databaseReason(log: readonly string[]): string | undefined {
	const at = log.findLastIndex((line) => /\b(?:ERROR|FATAL|PANIC): /.test(line));
	if (at === -1) return undefined;
	const said = (line: string | undefined) =>
		line?.replace(/^.*?\b(ERROR|FATAL|PANIC|DETAIL): +/, '$1: ').trim();
	const detail = log.slice(at + 1, at + 4).find((line) => /\bDETAIL: /.test(line));
	return `the database says ${[said(log[at]), said(detail)].filter(Boolean).join(' ')}`;
}

/** The migrations in a log: `Running upgrade 0020 -> 0021, text`, in order. */
export function migrationsIn(
	log: readonly string[],
): readonly { readonly from: string; readonly to: string; readonly text: string }[] {
	return log.flatMap((line) => {
		const match = /Running upgrade (\S*) -> ([^,\s]+)(?:, (.*))?/.exec(line);
		return match ? [{ from: match[1] ?? '', to: match[2] ?? '', text: match[3] ?? '' }] : [];
	});
}
