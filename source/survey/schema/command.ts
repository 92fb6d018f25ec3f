// Touches the world: runs the programs of a runbook that print a schema's revision.
import type { ComposeProject } from '../../docker/arguments.ts';
import * as docker from '../../docker/arguments.ts';
import { type Command, toShell } from '../../docker/command.ts';
import { CommandError } from '../../docker/command-error.ts';
import type { Engine } from '../../docker/engine.ts';
import { run } from '../../docker/run.ts';
import { OperatorError } from '../../host/errors.ts';
import type { Runbook } from '../../runbook/schema.ts';
import { count, inWords } from '../../text/list.ts';
import { printable } from '../../text/printable.ts';
import { shortened } from '../../text/shortened.ts';
import type { Stack } from '../identify.ts';

export type SchemaCommand = Extract<Runbook['schema'], { command: unknown }>['command'];

/** Characters of output: a revision is a word, and whoever prints a file has another program in mind. */
const mostOutput = 64 * 1024;
/** Characters of a revision: it stands in a line of the checklist. */
const longest = 200;
/** Milliseconds, for a program in a container that runs, or on this host; and for one in a container of its own. */
const [deadline, deadlineOfOwn] = [20_000, 60_000];

/** The program that prints the revision of the database in use: in the container of its service, or on this host. */
export const currentCommand = (
	engine: Engine,
	project: ComposeProject,
	{ service, run: argv }: SchemaCommand,
): Command =>
	service === undefined ? { argv, cwd: project.directory } : docker.execute(engine, project, service, argv);

/**
 * The revision of the database in use, as the runbook's program prints it.
 * @throws OperatorError when there is no such service, or the program fails, hangs or prints no single line
 */
export async function readRevisionByCommand(
	{ engine, project, config }: Pick<Stack, 'engine' | 'project' | 'config'>,
	asked: SchemaCommand,
	signal?: AbortSignal,
): Promise<string> {
	const { service } = asked;
	const services = Object.keys(config.services);
	if (service !== undefined && !services.includes(service))
		throw new OperatorError(
			`The runbook asks ${service} for the schema’s revision, and the Compose file has no such service, but ${inWords(services) || 'none'}.`,
			{ exit: 3, advice: ['Correct schema.command.service in the runbook.'] },
		);
	const { stdout } = await ask(engine, currentCommand(engine, project, asked), deadline, signal);
	return revisionIn(
		stdout,
		`${toShell({ argv: asked.run })} ${service === undefined ? 'on this host' : `in ${service}`}`,
	);
}

/**
 * The newest revision an image that is here knows, as its program prints it in a container of its own without network.
 * @throws as readRevisionByCommand
 */
export async function readHeadByCommand(
	engine: Engine,
	[program = '', ...argv]: readonly string[],
	image: string,
	signal?: AbortSignal,
): Promise<string> {
	const { stdout } = await ask(engine, docker.runOnce(engine, image, program, argv), deadlineOfOwn, signal);
	return revisionIn(stdout, `${toShell({ argv: [program, ...argv] })} of the image ${image}`);
}

/** The one line of a program's output, trimmed; pure. @param who printed it, for a sentence @throws OperatorError */
export function revisionIn(stdout: string, who: string): string {
	const lines = printable(stdout)
		.split('\n')
		.map((line) => line.trim())
		.filter(Boolean);
	const [revision] = lines;
	if (revision === undefined || lines.length > 1)
		throw unfit(
			who,
			revision === undefined
				? 'it printed nothing'
				: `it printed ${count(lines.length, 'line')}: ${lines
						.slice(0, 3)
						.map((line) => `“${shortened(line, 60)}”`)
						.join(', ')}${lines.length > 3 ? ' and more' : ''}`,
		);
	if (revision.length > longest)
		throw unfit(who, `its line has ${revision.length} characters: “${shortened(revision, 60)}”`);
	return revision;
}

const unfit = (who: string, found: string) =>
	new OperatorError(
		`Expected the schema’s revision from ${who}, one line of at most ${longest} characters; ${found}.`,
		{
			exit: 3,
			advice: [
				'Run it by hand, and have the runbook’s schema.command print the revision alone; what else it says belongs on stderr.',
			],
		},
	);

async function ask(engine: Engine, command: Command, within: number, signal?: AbortSignal) {
	try {
		return await run(engine, command, { deadline: within, signal, mostOutput });
	} catch (error) {
		if (!(error instanceof CommandError) || signal?.aborted) throw error;
		const { exit, advice } = error;
		throw new OperatorError(printable(error.message), { exit, advice, cause: error });
	}
}
