// Touches the world: asks the app whether it answers as its runbook expects.
import * as docker from '../docker/arguments.ts';
import { quote, type ShownCommand, toShell } from '../docker/command.ts';
import { run } from '../docker/run.ts';
import { publishedAt } from '../survey/compose-config.ts';
import type { Stack } from '../survey/identify.ts';
import { resolveText } from '../survey/variables.ts';
import { inWords } from '../text/list.ts';
import { shortened } from '../text/shortened.ts';
import { type HttpCheck, httpProblem } from './http-check.ts';

/** Milliseconds that a command in a container may take. */
const deadline = 20_000;

/** What is wrong with the app's answers, over HTTP and of its own commands; none when all are as expected. */
export async function answerProblems(stack: Stack, signal?: AbortSignal): Promise<readonly string[]> {
	const problems = await Promise.all(
		stack.runbook.verify.map((entry) => {
			if ('http' in entry) {
				const check = httpCheck(stack, entry.http);
				return 'problem' in check ? check.problem : httpProblem(check, signal);
			}
			return 'command' in entry ? commandProblem(stack, entry.command, signal) : undefined;
		}),
	);
	return problems.flatMap((problem) => problem ?? []);
}

/** The same by hand. */
export const answerCommands = (stack: Stack): readonly ShownCommand[] =>
	stack.runbook.verify.flatMap((entry) => {
		if ('command' in entry) return [toShell(inContainer(stack, entry.command))];
		if (!('http' in entry)) return [];
		const check = httpCheck(stack, entry.http);
		if ('problem' in check) return [];
		const { url, post } = check;
		const posted =
			post === undefined ? '' : ` -H ${quote('Content-Type: application/json')} -d ${quote(post)}`;
		return [`curl -si${posted} ${quote(url)}`];
	});

/** What they are, for a sentence. */
export function answersName({ runbook }: Pick<Stack, 'runbook'>): string {
	const kinds = (['http', 'command'] as const).filter((kind) =>
		runbook.verify.some((entry) => kind in entry),
	);
	return kinds.map((kind) => (kind === 'http' ? 'HTTP' : 'commands')).join(' and ') || 'HTTP';
}

type Entry = Stack['runbook']['verify'][number];
type HttpEntry = Extract<Entry, { http: unknown }>['http'];
type CommandEntry = Extract<Entry, { command: unknown }>['command'];

/** With its variables resolved; what stands in the way of asking, a clause. */
function httpCheck(
	{ variables, config }: Stack,
	{ url, of, status, body = {}, has = [], post }: HttpEntry,
): HttpCheck | { readonly problem: string } {
	const { text, missing } = resolveText(url, variables);
	if (missing.length > 0) return { problem: `${url} cannot be asked: ${inWords(missing)} has no value` };
	const at = of ? publishedAt(config, of.service, of.port) : '';
	if (of && at === undefined)
		return {
			problem: `${text} cannot be asked: the Compose file publishes no port ${of.port} of ${of.service}`,
		};
	return { url: `${at}${text}`, status, body, has, post };
}

const inContainer = ({ engine, project }: Stack, { service, run: argv }: CommandEntry) =>
	docker.execute(engine, project, service, argv);

async function commandProblem(
	stack: Stack,
	entry: CommandEntry,
	signal?: AbortSignal,
): Promise<string | undefined> {
	const { service, run: argv, says } = entry;
	const [program = ''] = argv;
	try {
		const { stdout } = await run(stack.engine, inContainer(stack, entry), { deadline, signal });
		return says === undefined || stdout.includes(says)
			? undefined
			: `${program} in ${service} does not say “${says}”${stdout.trim() === '' ? '' : `, but “${shortened(stdout.trim())}”`}`;
	} catch (error) {
		if (signal?.aborted) throw error;
		return `${program} in ${service} fails: ${(error as Error).message}`;
	}
}
