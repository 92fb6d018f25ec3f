// Touches the world: a program that answers in docker's place.
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import type { Engine } from '../../source/docker/engine.ts';

/** What the program says when its arguments contain `when`; the first answer that fits counts. */
export type StubAnswer = {
	readonly when: string;
	readonly stdout?: string;
	readonly stderr?: string;
	readonly exit?: number;
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
	mkdirSync(bin);
	// Without the dashes node would take Compose's --env-file for an option of its own.
	writeFileSync(program, `#!${process.execPath} --\n${script(directory)}`);
	chmodSync(program, 0o755);
	return {
		engine: { executable: 'docker', options: [], environment: { PATH: bin } },
		answers: (answers) => writeFileSync(join(directory, 'answers.json'), JSON.stringify(answers)),
		calls: () =>
			existsSync(join(directory, 'calls'))
				? readFileSync(join(directory, 'calls'), 'utf8')
						.trim()
						.split('\n')
						.map((line) => JSON.parse(line))
				: [],
		uninstall: () => rmSync(program),
		remove: () => rmSync(directory, { recursive: true, force: true }),
	};
}

const script = (directory: string) => `
const { appendFileSync, readFileSync } = require('node:fs');
const directory = ${JSON.stringify(directory)};
const words = process.argv.slice(2);
appendFileSync(directory + '/calls', JSON.stringify(words) + '\\n');
const asked = words.join(' ');
const answer = JSON.parse(readFileSync(directory + '/answers.json', 'utf8')).find(({ when }) => asked.includes(when));
const { stdout = '', stderr = '', exit = 0 } = answer ?? { stderr: 'the stub has no answer to: ' + asked, exit: 99 };
process.stdout.write(stdout);
process.stderr.write(stderr);
process.exitCode = exit;
`;
