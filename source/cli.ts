#!/usr/bin/env node
// Touches the world: the command line in, the exit code out.
import { enableCompileCache } from 'node:module';
import process from 'node:process';
import { type CommandLine, readArguments } from './commands/arguments.ts';
import { helpText } from './commands/help.ts';
import { OperatorError } from './host/errors.ts';
import { lockkeeperVersion } from './host/lockkeeper-version.ts';

enableCompileCache?.();

process.exitCode = await main(process.argv.slice(2));
// A run that was left at once may still hold timers and children.
process.exit();

async function main(argv: readonly string[]): Promise<number> {
	try {
		const line = readArguments(argv, process.env);
		if (line.help) process.stdout.write(helpText);
		else if (line.version) process.stdout.write(`${lockkeeperVersion}\n`);
		else return await runCommand(line);
		return 0;
	} catch (error) {
		if (!(error instanceof OperatorError)) throw error;
		const wantsJson = argv.includes('--json');
		if (wantsJson)
			process.stdout.write(
				`${JSON.stringify({ type: 'result', exit: error.exit, state: 'unknown', text: [error.message, ...error.advice] })}\n`,
			);
		process.stderr.write(`${[error.message, ...error.advice].join('\n')}\n`);
		return error.exit;
	}
}

/** Each command is loaded when it is called: the first screen must not wait for the others. */
async function runCommand(line: CommandLine): Promise<number> {
	switch (line.command) {
		case 'upgrade':
			return (await import('./commands/upgrade.ts')).upgrade(line);
		case 'check':
			return (await import('./commands/check.ts')).check(line);
		case 'rollback':
			return (await import('./commands/rollback.ts')).rollback(line);
		case 'restore-points':
			return (await import('./commands/restore-points.ts')).restorePoints(line);
		case 'practice':
			return (await import('./commands/practice.ts')).practice(line);
		default:
			return line.command satisfies never;
	}
}
