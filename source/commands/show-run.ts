// Touches the world: opens the front that fits, and prints how the run ended.
import process from 'node:process';
import { quote } from '../docker/command.ts';
import { type LineFront, openLineFront } from '../plain/open-line-front.ts';
import type { StandingAnswers } from '../plain/standing-answers.ts';
import type { RemoteRun } from '../run/control/remote-run.ts';
import type { Result } from '../run/events.ts';
import { createRun, type Run } from '../run/run.ts';
import type { Session } from '../run/session.ts';
import { asciiText } from '../text/ascii.ts';
import type { CommandLine } from './arguments.ts';
import { faultText } from './fault-report.ts';
import { watchTerminal } from './terminal-gone.ts';

/** Exit code when the operator left at once. */
const leftAtOnce = 130;

/** What was said on the command line ahead of all gates. */
export const standingAnswers = (line: CommandLine, takeWayBack: boolean): StandingAnswers => ({
	yes: line.yes,
	allowIrreversible: line.allowIrreversible,
	takeWayBack,
});

/** True when somebody sits there who can be asked. */
export const hasTerminal = (): boolean => Boolean(process.stdin.isTTY && process.stdout.isTTY);

/** A run that a front is opened on. */
type Shown = {
	readonly session: Session;
	readonly standing: StandingAnswers;
	/** Starts what is told, or waits for it. */
	readonly tell: () => Promise<Result>;
	/** How it is opened again once it is left; undefined for one that ends with this process. */
	readonly again?: string;
	/** True when it was going on before this front came. */
	readonly looksOn?: boolean;
};

/**
 * Runs a story in this process under the wizard, the plain front or the JSON front. @returns the exit code
 * @param story gets the run and ends with its result, which it has emitted
 */
export async function showRun(line: CommandLine, story: (run: Run) => Promise<Result>): Promise<number> {
	const run = createRun(new Date());
	const standing = standingAnswers(line, false);
	return show(line, { session: run.session, standing, tell: () => story(run) });
}

/**
 * Shows a run that works in a process of its own. @returns the exit code
 * @throws OperatorError when its process ends without a result
 */
export async function showRemoteRun(
	line: CommandLine,
	directory: string,
	{ session, ended }: RemoteRun,
	{ standing, looksOn = false }: Pick<Shown, 'standing' | 'looksOn'>,
): Promise<number> {
	const again = `lockkeeper attach --stack ${quote(directory)}`;
	return show(line, { session, standing, tell: () => ended, again, looksOn });
}

const show = (line: CommandLine, shown: Shown): Promise<number> =>
	hasTerminal() && !line.plain && !line.json ? inWizard(line, shown) : onLines(line, shown);

async function onLines(line: CommandLine, shown: Shown): Promise<number> {
	const { session, standing, tell, again, looksOn = false } = shown;
	const interactive = hasTerminal() && !line.json;
	const format = line.json ? 'json' : 'plain';
	const front = openLineFront(session, { format, standing, interactive, looksOn, ascii: line.ascii });
	const say = (text: string) => process.stderr.write(`${inCharactersOf(line, text)}\n`);
	const left = new Promise<number>((resolve) => {
		if (again !== undefined) front.left.then(() => resolve(leftAtOnce));
	});
	const release =
		again === undefined
			? stopOnSignals(session, say)
			: leaveOnSignals(session, front, { interactive, again, say });
	try {
		const result = await Promise.race([tell(), left]);
		if (typeof result === 'number') {
			say(goesOn(again ?? ''));
			return result;
		}
		if (!line.json) process.stdout.write(`${inCharactersOf(line, resultText(result))}\n`);
		return result.exit;
	} finally {
		release();
		front.close();
	}
}

async function inWizard(line: CommandLine, { session, standing, tell, again }: Shown): Promise<number> {
	// React and Ink are loaded only where they are drawn.
	const [{ openWizard }, { answerAhead }] = await Promise.all([
		import('../wizard/open-wizard.tsx'),
		import('../plain/answer-ahead.ts'),
	]);
	const terminal = watchTerminal();
	const release = again === undefined ? stopOnSignals(session, () => {}) : () => {};
	const unsubscribe = standing.yes ? answerAhead(session, standing) : () => {};
	const told = tell();
	// A runner that ends without a result is told once the terminal is given back.
	told.catch(() => {});
	const withoutTerminal = terminal.gone.then(async (): Promise<Result | 'left'> => {
		if (again !== undefined) return 'left';
		session.wish('stop');
		return told;
	});
	try {
		const closed = openWizard(session, {
			color: line.color,
			ascii: line.ascii,
			screenReader: line.screenReader,
			broken: told,
		});
		// Nobody is there to close it once the terminal is gone: the run's own end is the end.
		const ending = await Promise.race([closed, withoutTerminal]);
		if (ending === 'left') {
			process.stdout.write(again === undefined ? endedWithIt : `${inCharactersOf(line, goesOn(again))}\n`);
			return leftAtOnce;
		}
		const result = await told;
		process.stdout.write(`${inCharactersOf(line, resultText(result))}\n`);
		return result.exit;
	} finally {
		unsubscribe();
		release();
		terminal.close();
	}
}

const endedWithIt =
	'You left while the run was going on. What was begun is in its journal.\nTo look at the stack: lockkeeper check. For the ways back: lockkeeper rollback\n';

const goesOn = (again: string) =>
	`The run goes on without you, and waits where it has a question.\nTo open it again: ${again}`;

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The first signal asks the run to stop at its next safe point; a second one ends the process, and the run with it. */
function stopOnSignals(session: Session, say: (text: string) => void): () => void {
	let asked = false;
	const stop = () => {
		if (asked) process.exit(leftAtOnce);
		asked = true;
		say('Stopping at the next safe point. Once more to leave at once.');
		session.wish('stop');
	};
	for (const signal of signals) process.on(signal, stop);
	return () => {
		for (const signal of signals) process.off(signal, stop);
	};
}

/**
 * A run apart: the first signal asks whether to leave it running or to stop it, where somebody can answer; a script's is
 * stopped. A second one leaves at once, and so does a terminal that is gone.
 */
function leaveOnSignals(
	session: Session,
	front: LineFront,
	{ interactive, again, say }: { interactive: boolean; again: string; say: (text: string) => void },
): () => void {
	let asked = false;
	const leave = () => {
		say(goesOn(again));
		process.exit(leftAtOnce);
	};
	const ask = () => {
		if (asked) return leave();
		asked = true;
		if (interactive) {
			void front.askToLeave().then((answer) => {
				asked = answer === 'stop';
			});
			return;
		}
		say('Stopping at the next safe point. Once more to leave at once; the run then goes on.');
		session.wish('stop');
	};
	process.on('SIGINT', ask);
	process.on('SIGTERM', ask);
	process.on('SIGHUP', leave);
	return () => {
		process.off('SIGINT', ask);
		process.off('SIGTERM', ask);
		process.off('SIGHUP', leave);
	};
}

const inCharactersOf = (line: CommandLine, text: string) =>
	line.ascii ? text.split('\n').map(asciiText).join('\n') : text;

/** The result's sentences; a fault of our own is written to a file that can be sent. */
const resultText = (result: Result): string =>
	result.exit === 1 ? faultText(result.text) : result.text.join('\n');
