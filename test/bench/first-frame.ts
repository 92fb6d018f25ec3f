// Touches the world: opens the wizard in a real pseudo terminal and asks the engine.
import { setTimeout as pause } from 'node:timers/promises';
import type { Progress } from '../lab/image.ts';
import type { SpecivoStack } from '../lab/specivo/stack.ts';
import { keys, openTerminal, type Terminal } from '../wizard/terminal.ts';
import type { Rounds } from './measure.ts';
import type { Subject } from './subject.ts';

/** Stands near the frame's end: once it is there, so is all above it. */
const marker = 'Leaving now costs';
const rounds = 7;
/** Milliseconds to wait for the frame at most. */
const deadline = 20_000;

/** The wizard's first frame on the practice stack against `docker compose ps` on the lab's stack, alternating. */
export async function firstFrame({ stack, program, signal }: Subject, progress: Progress): Promise<Rounds> {
	const ours: number[] = [];
	const theirs: number[] = [];
	for (let round = 1; round <= rounds; round += 1) {
		signal.throwIfAborted();
		ours.push(await openPractice(program));
		theirs.push(await listContainers(stack));
		progress(
			`round ${round} of ${rounds}: first frame ${ours.at(-1)?.toFixed(0)} ms, docker compose ps ${theirs.at(-1)?.toFixed(0)} ms`,
		);
	}

	return { ours, theirs };
}

/** Milliseconds from the start of the practice stack to the wizard's first frame. */
export async function openPractice(program: string): Promise<number> {
	const began = performance.now();
	const terminal = openTerminal({
		columns: 80,
		rows: 24,
		program: process.execPath,
		args: [program, 'practice'],
		env: { ...process.env, CI: undefined, FORCE_COLOR: undefined, NO_COLOR: undefined, NODE_ENV: undefined },
	});
	try {
		while (!terminal.text().includes(marker)) {
			if (performance.now() - began > deadline || terminal.exit() !== undefined) {
				throw new Error(
					`Expected the wizard's first frame within ${deadline} ms; the screen:\n${terminal.text()}`,
				);
			}

			await pause(2);
		}

		const took = performance.now() - began;
		await leave(terminal);
		return took;
	} finally {
		await terminal.close();
	}
}

/** Ends the wizard as an operator does, so that its practice stack is removed as well. */
async function leave(terminal: Terminal): Promise<void> {
	// The frame may stand before the keyboard is the wizard's: until then the key would be a signal.
	await pause(500);
	terminal.type(keys.ctrlC);
	await terminal.waitFor('The run has not ended');
	terminal.type(keys.ctrlC);
	await terminal.waitForExit(deadline);
}

async function listContainers(stack: SpecivoStack): Promise<number> {
	const began = performance.now();
	await stack.compose(['ps']);
	return performance.now() - began;
}
