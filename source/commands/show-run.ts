// Touches the world: opens the front that fits, and prints how the run ended.
import process from 'node:process';
import { openLineFront } from '../plain/open-line-front.ts';
import type { StandingAnswers } from '../plain/standing-answers.ts';
import type { Result } from '../run/events.ts';
import { createRun, type Run } from '../run/run.ts';
import type { CommandLine } from './arguments.ts';
import { faultText } from './fault-report.ts';
import { watchTerminal } from './terminal-gone.ts';

/** Exit code when the operator left at once. */
const leftAtOnce = 130;

/**
 * Runs a story under the wizard, the plain front or the JSON front. @returns the exit code
 * @param story gets the run and ends with its result, which it has emitted
 */
export async function showRun(
	line: CommandLine,
	takeWayBack: boolean,
	story: (run: Run) => Promise<Result>,
): Promise<number> {
	const run = createRun(new Date());
	const standing = { yes: line.yes, allowIrreversible: line.allowIrreversible, takeWayBack };
	const terminal = Boolean(process.stdin.isTTY && process.stdout.isTTY);
	return terminal && !line.plain && !line.json
		? inWizard(line, run, standing, story)
		: onLines(line, run, standing, terminal, story);
}

async function onLines(
	line: CommandLine,
	run: Run,
	standing: StandingAnswers,
	terminal: boolean,
	story: (run: Run) => Promise<Result>,
): Promise<number> {
	const close = openLineFront(run.session, {
		format: line.json ? 'json' : 'plain',
		standing,
		interactive: terminal && !line.json,
	});
	const release = stopOnSignals(run, (text) => process.stderr.write(`${text}\n`));
	try {
		const result = await story(run);
		if (!line.json) process.stdout.write(`${resultText(result)}\n`);
		return result.exit;
	} finally {
		release();
		close();
	}
}

async function inWizard(
	line: CommandLine,
	run: Run,
	standing: StandingAnswers,
	story: (run: Run) => Promise<Result>,
): Promise<number> {
	// React and Ink are loaded only where they are drawn.
	const [{ openWizard }, { answerAhead }] = await Promise.all([
		import('../wizard/open-wizard.tsx'),
		import('../plain/answer-ahead.ts'),
	]);
	const terminal = watchTerminal();
	const release = stopOnSignals(run, () => {});
	const unsubscribe = standing.yes ? answerAhead(run.session, standing) : () => {};
	const told = story(run);
	const withoutTerminal = terminal.gone.then(() => {
		run.session.wish('stop');
		return told;
	});
	try {
		const closed = openWizard(run.session, { color: line.color, ascii: line.ascii });
		// Nobody is there to close it once the terminal is gone: the run's own end is the end.
		const ending = await Promise.race([closed, withoutTerminal]);
		if (ending === 'left') {
			process.stdout.write(
				'You left while the run was going on. What was begun is in its journal.\nTo look at the stack: lockkeeper check. For the ways back: lockkeeper rollback\n',
			);
			return leftAtOnce;
		}
		const result = await told;
		process.stdout.write(`${resultText(result)}\n`);
		return result.exit;
	} finally {
		unsubscribe();
		release();
		terminal.close();
	}
}

/** The first signal asks the run to stop at its next safe point; a second one ends the process. */
function stopOnSignals(run: Run, say: (text: string) => void): () => void {
	let asked = false;
	const stop = () => {
		if (asked) process.exit(leftAtOnce);
		asked = true;
		say('Stopping at the next safe point. Once more to leave at once.');
		run.session.wish('stop');
	};
	const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
	for (const signal of signals) process.on(signal, stop);
	return () => {
		for (const signal of signals) process.off(signal, stop);
	};
}

/** The result's sentences; a fault of our own is written to a file that can be sent. */
const resultText = (result: Result): string =>
	result.exit === 1 ? faultText(result.text) : result.text.join('\n');
