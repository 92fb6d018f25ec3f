// Touches the world: brings the practice stack up and takes it away again.
import process from 'node:process';
import { OperatorError } from '../host/errors.ts';
import { type PracticeFault, practiceFaults } from '../practice/faults.ts';
import { openPracticeStack } from '../practice/open-practice-stack.ts';
import { upgradeRun } from '../run/upgrade-run.ts';
import { identify } from '../survey/identify.ts';
import type { CommandLine } from './arguments.ts';
import { showRun } from './show-run.ts';

/** `lockkeeper practice`: the screen stands first, the stack comes up behind it. @returns the exit code */
export async function practice(line: CommandLine): Promise<number> {
	const stack = await openPracticeStack(line.fault === undefined ? {} : { fault: faultNamed(line.fault) });
	try {
		return await showRun(line, (run) =>
			upgradeRun({
				run,
				practice: true,
				expected: { app: 'Specivo', stack: 'practice', directory: stack.directory },
				target: line.to,
				async identify() {
					run.emit({ type: 'fact', fact: { id: 'practice', label: 'Practice stack' } });
					await stack.ready;
					run.emit({
						type: 'fact',
						fact: {
							id: 'practice',
							label: 'Practice stack',
							value: 'is up; a stand-in engine answers in place of Docker',
						},
					});
					return identify(stack.directory, stack.engine);
				},
			}),
		);
	} finally {
		await stack.close();
		if (!line.json)
			process.stdout.write(
				'The practice stack and all it made were removed, with every file that is named above.\n',
			);
	}
}

function faultNamed(word: string): PracticeFault {
	const fault = practiceFaults.find((candidate) => candidate === word);
	if (fault) return fault;
	throw new OperatorError(`Expected one of ${practiceFaults.join(', ')} after --fault, got “${word}”.`, {
		exit: 2,
		advice: ['Nothing was changed.'],
	});
}
