import type { ComposeProject } from '../docker/arguments.ts';
import { type Command, quote, type ShownCommand, toShell } from '../docker/command.ts';
import { shownWithout } from '../docker/without-engine.ts';
import type { Facts } from '../survey/facts.ts';

/** The stack's project, as every Compose call of Lockkeeper names it. */
export const projectOf = (facts: Facts): ComposeProject => ({
	directory: facts.directory,
	envFiles: facts.envFiles,
});

/** Commands to paste one after the other, in the stack's directory. */
export const oneAfterAnother = (...commands: readonly Command[]): ShownCommand =>
	commands.map(toShell).join(' && ');

/** A program of the host with its arguments, to paste. */
export const hostCommand = (...argv: readonly string[]): ShownCommand => argv.map(quote).join(' ');

/** A Compose call to paste in the stack's directory, with the stack's env files. */
export const composeCommand = (facts: Facts, ...rest: readonly string[]): ShownCommand =>
	facts.service
		? hostCommand(...shownWithout(facts.service, rest))
		: hostCommand('docker', 'compose', ...facts.envFiles.flatMap((file) => ['--env-file', file]), ...rest);
