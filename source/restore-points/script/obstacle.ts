import { inWords } from '../../text/list.ts';

/** What a script needs in order to work. */
export type Needs = {
	/** The script itself. */
	readonly program: string;
	/** Other programs. */
	readonly programs: readonly string[];
	/** Names of variables. */
	readonly variables: readonly string[];
};

/** Why a script cannot work on this host, a clause; undefined when it can. */
export function obstacle(
	{ program, programs, variables }: Needs,
	canRun: (program: string) => boolean,
	hasValue: (variable: string) => boolean,
): string | undefined {
	const absent = programs.filter((name) => !canRun(name));
	const empty = variables.filter((name) => !hasValue(name));
	const problems = [
		...(canRun(program) ? [] : [`${program} is not there, or may not be run`]),
		...(absent.length === 0 ? [] : [`${inWords(absent)} ${absent.length === 1 ? 'is' : 'are'} not on PATH`]),
		...(empty.length === 0 ? [] : [`${inWords(empty)} ${empty.length === 1 ? 'has' : 'have'} no value`]),
	];
	return problems.length === 0 ? undefined : inWords(problems);
}
