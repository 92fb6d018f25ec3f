// Touches the world: the command line in, the exit code out.
import process from 'node:process';
import { OperatorError } from '../host/errors.ts';
import { lockkeeperVersion } from '../host/lockkeeper-version.ts';
import { faultLines } from '../run/story.ts';
import { type CommandLine, readArguments } from './arguments.ts';
import { faultText } from './fault-report.ts';
import { helpText } from './help.ts';
import { runnerWord } from './runner-wishes.ts';

/** Runs the command that the words name. @returns the exit code */
export async function main(argv: readonly string[]): Promise<number> {
	try {
		if (argv[0] === runnerWord) return await (await import('./runner.ts')).runner(argv[1] ?? '');
		const line = readArguments(argv, process.env);
		if (line.help) process.stdout.write(helpText);
		else if (line.version) process.stdout.write(`${lockkeeperVersion}\n`);
		else return await runCommand(line);
		return 0;
	} catch (error) {
		const problem = error instanceof OperatorError ? error : undefined;
		const exit = problem?.exit ?? 1;
		const text = problem ? [problem.message, ...problem.advice] : [faultText(faultLines(error as Error))];
		if (argv.includes('--json'))
			process.stdout.write(`${JSON.stringify({ type: 'result', exit, state: 'unknown', text })}\n`);
		process.stderr.write(`${text.join('\n')}\n`);
		return exit;
	}
}

/** Each command is loaded when it is called: the first screen must not wait for the others. */
async function runCommand(line: CommandLine): Promise<number> {
	switch (line.command) {
		case 'upgrade':
			return (await import('./upgrade.ts')).upgrade(line);
		case 'check':
			return (await import('./check.ts')).check(line);
		case 'rollback':
			return (await import('./rollback.ts')).rollback(line);
		case 'attach':
			return (await import('./attach.ts')).attach(line);
		case 'backup':
			return (await import('./backup.ts')).backup(line);
		case 'restore-points':
			return (await import('./restore-points.ts')).restorePoints(line);
		case 'history':
			return (await import('./history.ts')).history(line);
		case 'runbook':
			return (await import('./runbook.ts')).runbook(line);
		case 'notify':
			return (await import('./notify.ts')).notify(line);
		case 'practice':
			return (await import('./practice.ts')).practice(line);
		default:
			return line.command satisfies never;
	}
}
