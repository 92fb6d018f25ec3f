// Touches the world: takes the lock of a stack and opens the run's directory.
import { join } from 'node:path';
import { OperatorError } from '../host/errors.ts';
import { lockkeeperVersion } from '../host/lockkeeper-version.ts';
import { secretsOfTargets } from '../notify/send.ts';
import { openServiceLogs, type ServiceLogs } from '../steps/service-logs.ts';
import { type Stack, stateDirectory } from '../survey/identify.ts';
import { secretsOfStack } from '../survey/secrets.ts';
import { redactor } from '../text/redact.ts';
import { listenForFronts } from './control/listen-for-fronts.ts';
import type { Purpose } from './events.ts';
import { JournalFailed, readJournal } from './journal.ts';
import { takeLock } from './lock.ts';
import { type Notifier, openNotifier } from './notifications.ts';
import type { Run } from './run.ts';
import { senderOf, whoIsTold } from './who-is-told.ts';

/** A run on a stack that nobody else works on. */
export type OpenRun = {
	readonly stack: Stack;
	/** Directory of the run: journal, logs, report. */
	readonly directory: string;
	readonly logs: ServiceLogs;
	/** Tells of the end who is told of this run. */
	readonly ending: Notifier['ending'];
	readonly close: () => Promise<void>;
};

/** From here on the run leaves traces: lock, journal, logs. @throws OperatorError when another run holds the stack */
export function openRun(run: Run, stack: Stack, purpose: Purpose, practice: boolean, now: Date): OpenRun {
	return open(run, stack, now, (directory) => {
		run.keepIn(directory);
		run.emit({
			type: 'run',
			run: run.id,
			purpose,
			app: stack.runbook.app,
			stack: stack.name,
			directory: stack.directory,
			lockkeeper: lockkeeperVersion,
			practice,
			...(windowOf(stack) ? { window: windowOf(stack) } : {}),
		});
	});
}

/**
 * Opens a run again that was interrupted: the same directory, the same journal.
 * @param where it was, a sentence
 * @throws OperatorError when another run holds the stack, or has gone on with this one meanwhile
 */
export function reopenRun(run: Run, stack: Stack, where: string, now: Date): OpenRun {
	const past = run.session.past();
	return open(run, stack, now, (directory) => {
		// Nobody but the holder of the lock writes it.
		const { events } = readJournal(join(directory, 'journal.jsonl'));
		if (events.length !== past.length) throw goneOn(run.id);
		const interruptedAt = events.at(-1)?.at ?? '';
		run.keepIn(directory);
		run.emit({ type: 'resumed', interruptedAt, where, lockkeeper: lockkeeperVersion });
		run.changes();
	});
}

const goneOn = (run: string) =>
	new OperatorError(`Run ${run} was gone on with by somebody else just now.`, {
		exit: 3,
		advice: ['Nothing was changed by this one.', 'Look again: lockkeeper attach'],
	});

/** @param begin writes the first event into the run's directory, once the lock is held */
function open(run: Run, stack: Stack, now: Date, begin: (directory: string) => void): OpenRun {
	const hide = redactor(secretsOfStack(stack));
	run.hide(hide);
	run.hide(redactor(secretsOfTargets(stack.settings.notify ?? [], stack.variables)));
	const state = stateDirectory(stack.directory);
	const directory = join(state, 'runs', run.id);
	let release = () => {};
	try {
		release = takeLock(state, run.id, now);
		begin(directory);
	} catch (error) {
		run.close();
		release();
		throw isOfTheDisk(error) ? new JournalFailed(join(directory, 'journal.jsonl'), error) : error;
	}
	const hangUp = listenForFronts(state, run.session, (problem) =>
		run.emit({
			type: 'fact',
			fact: { id: 'attach', label: 'Attach', value: `not possible, no socket can be made: ${problem}` },
		}),
	);
	const logs = openServiceLogs(stack, join(directory, 'logs'), hide, (service, lines) =>
		run.pass({ type: 'log', service, lines }),
	);
	const notifier = openNotifier(run, whoIsTold(stack, run.session.past()), senderOf(stack, run.redacted));
	return {
		stack,
		directory,
		logs,
		ending: notifier.ending,
		async close() {
			notifier.close();
			await logs.close();
			await hangUp();
			run.close();
			release();
		},
	};
}

/** Lock and directory of the run lie on the same disk as its journal. */
const isOfTheDisk = (error: unknown) =>
	['ENOSPC', 'EDQUOT', 'EROFS', 'EIO'].includes((error as NodeJS.ErrnoException).code ?? '');

/** The stack's own window wins over the runbook's. */
export const windowOf = (stack: Pick<Stack, 'settings' | 'runbook'>) =>
	stack.settings.window ?? stack.runbook.window;
