// Touches the world: a program that answers in docker's place.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quote } from '../../source/docker/command.ts';
import type { Engine } from '../../source/docker/engine.ts';

/** What the program says when its arguments contain `when`; the first answer that fits counts. */
export type StubAnswer = {
	readonly when: string;
	readonly stdout?: string;
	readonly stderr?: string;
	readonly exit?: number;
	/** File that it waits for before it answers; for ever, when there is none. */
	readonly wait?: string;
	/** True when it does not heed a request to end while it waits. */
	readonly stubborn?: boolean;
	/** A program with its arguments that says more, after `stdout`. */
	readonly program?: readonly string[];
};

export type StubDocker = {
	/** Finds the program, and no other, on its PATH. */
	readonly engine: Engine;
	readonly answers: (answers: readonly StubAnswer[]) => void;
	/** The arguments of all calls so far. */
	readonly calls: () => readonly (readonly string[])[];
	/** Takes the program away: then there is none on PATH. */
	readonly uninstall: () => void;
	readonly remove: () => void;
};

/** A `docker` in a directory of its own. A call without an answer ends with exit code 99 and says what was asked. */
export function stubDocker(): StubDocker {
	const directory = mkdtempSync(join(tmpdir(), 'lockkeeper-stub-'));
	const bin = join(directory, 'bin');
	const program = join(bin, 'docker');
	const callFile = join(directory, 'calls');
	mkdirSync(bin);
	return {
		engine: { executable: 'docker', options: [], environment: { PATH: bin } },
		answers(answers) {
			const fresh = `${program}.new`;
			writeFileSync(fresh, script(callFile, answers), { mode: 0o755 });
			// In one step: a call of this very moment gets the old answers or the new ones.
			renameSync(fresh, program);
		},
		calls: () =>
			existsSync(callFile)
				? readFileSync(callFile, 'utf8')
						.split(endOfCall)
						.slice(0, -1)
						.map((words) => words.split(endOfWord).slice(0, -1))
				: [],
		uninstall: () => rmSync(program),
		remove: () => rmSync(directory, { recursive: true, force: true }),
	};
}

const endOfWord = '\u001f';
const endOfCall = `\u001e${endOfWord}`;

/** By its path: the stub's PATH holds nothing but the stub. */
const sleep = '/bin/sleep';

/** A shell's own words are enough, and start in a millisecond. */
const script = (callFile: string, answers: readonly StubAnswer[]) => `#!/bin/sh
printf '%s\\037' "$@" '\u001e' >> ${quote(callFile)}
case "$*" in
${answers.map(branch).join('\n')}
esac
printf 'the stub has no answer to: %s' "$*" >&2
exit 99
`;

const branch = ({ when, stdout = '', stderr = '', exit = 0, wait, stubborn = false, program }: StubAnswer) =>
	`*${quote(when)}*) ${stubborn ? "trap '' TERM; " : ''}${wait === undefined ? '' : `while [ ! -e ${quote(wait)} ]; do ${sleep} 0.05; done; `}printf %s ${quote(stdout)}; printf %s ${quote(stderr)} >&2; ${program ? `${program.map(quote).join(' ')}; ` : ''}exit ${exit};;`;
