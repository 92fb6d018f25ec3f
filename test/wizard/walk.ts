// Touches the world: answers a wizard's questions as its screen says.
import { setTimeout as sleep } from 'node:timers/promises';
import { namedKey, namedText } from './named-keys.ts';
import type { Terminal } from './terminal.ts';

/** What a walk answers; everything else is yes. */
export type Answers = {
	/** Name in the list to choose, by the title of the question; without it the highlighted one. */
	readonly choose?: (screen: string) => string | undefined;
	/** Questions, by a part of their title, that are declined. */
	readonly decline?: readonly string[];
	/** Called with each new screen. */
	readonly onScreen?: (screen: string) => void;
};

/** Presses a key by its name. @throws Error when the screen does not name it */
export function press(terminal: Terminal, name: string): void {
	terminal.type(namedKey(terminal.text(), name));
}

/**
 * Presses only keys that the screen names at that moment until it shows the pattern. It knows no station.
 * @param milliseconds for the whole walk
 * @throws Error with the screen when the pattern did not come, or when a key that is needed is not named
 */
export async function walkUntil(
	terminal: Terminal,
	pattern: RegExp,
	answers: Answers,
	milliseconds: number,
): Promise<string> {
	const deadline = Date.now() + milliseconds;
	let before = '';
	let judged = '';
	let acted = { on: '', at: 0 };
	for (;;) {
		const screen = terminal.text();
		// A frame comes in pieces: one that is still the same at the next look is whole.
		const whole = screen === before;
		before = screen;
		if (whole && screen !== judged) {
			answers.onScreen?.(screen);
			judged = screen;
		}
		if (pattern.test(screen)) return screen;
		if (Date.now() > deadline || terminal.exit() !== undefined) {
			throw new Error(
				`expected the screen to show ${pattern}; the program ${terminal.exit() === undefined ? 'runs' : `ended with ${terminal.exit()}`}; the screen:\n${screen}`,
			);
		}
		// What was answered already is not answered again before the program had time to draw.
		const due = screen !== acted.on || Date.now() - acted.at > 3000;
		for (const key of whole && due ? keysFor(screen, answers) : []) {
			terminal.type(key);
			acted = { on: screen, at: Date.now() };
			await sleep(60);
		}
		await sleep(60);
	}
}

function keysFor(screen: string, answers: Answers): readonly string[] {
	const declined = answers.decline?.some((title) => screen.includes(title)) ?? false;
	const key = (name: string) => [namedKey(screen, declined ? 'n' : name)];
	if (screen.includes('Read to the end first: PgDn shows more')) return key('PgDn');
	if (screen.includes('Your answer is needed: y')) return key('y');
	if (screen.includes('Read each one and press Space')) return key('Space');
	if (screen.includes('All are acknowledged: Enter goes on')) return key('Enter');
	if (screen.includes('Try each by hand, then press w')) return key('w');
	if (screen.includes('Every one has an answer: Enter goes on')) return key('Enter');
	const typed = /Your answer is needed: type “([^”]+)”/.exec(screen);
	if (typed) return namedText(screen, declined ? 'no' : (typed[1] ?? ''));
	if (screen.includes('Choose with ')) return choose(screen, answers);
	return [];
}

/** Walks down to the wanted line: the cursor's own glyph says where it stands. */
function choose(screen: string, answers: Answers): readonly string[] {
	const wanted = answers.choose?.(screen);
	const at = screen.split('\n').find((line) => /^.▸ /.test(line) && !line.includes('·'));
	return [namedKey(screen, wanted === undefined || at?.includes(wanted) ? 'Enter' : '↓')];
}
