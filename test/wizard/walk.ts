// Touches the world: answers a wizard's questions as its screen says.
import { setTimeout as sleep } from 'node:timers/promises';
import { keys, type Terminal } from './terminal.ts';

/** What a walk answers; everything else is yes. */
export type Answers = {
	/** Name in the list to choose, by the title of the question; without it the highlighted one. */
	readonly choose?: (screen: string) => string | undefined;
	/** Questions, by a part of their title, that are declined. */
	readonly decline?: readonly string[];
	/** Text for a question that asks for typing. */
	readonly typed?: string;
	/** Called with each new screen. */
	readonly onScreen?: (screen: string) => void;
};

/**
 * Presses only keys that the screen names until it shows the pattern.
 * @param milliseconds for the whole walk
 * @throws Error with the last screen when the pattern did not come
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
	for (;;) {
		const screen = terminal.text();
		// A frame comes in pieces: one that is still the same at the next look is whole.
		if (screen === before && screen !== judged) {
			answers.onScreen?.(screen);
			judged = screen;
		}
		before = screen;
		if (pattern.test(screen)) return screen;
		if (Date.now() > deadline || terminal.exit() !== undefined) {
			throw new Error(
				`expected the screen to show ${pattern}; the program ${terminal.exit() === undefined ? 'runs' : `ended with ${terminal.exit()}`}; the screen:\n${screen}`,
			);
		}
		const pressed = keysFor(screen, answers);
		for (const key of pressed) {
			terminal.type(key);
			await sleep(60);
		}
		// A question takes no key in its first moment; a screen without one is looked at again.
		await sleep(pressed.length > 0 ? 450 : 60);
	}
}

function keysFor(screen: string, answers: Answers): readonly string[] {
	const declined = answers.decline?.some((title) => screen.includes(title)) ?? false;
	if (screen.includes('Read to the end first: PgDn shows more')) return [declined ? 'n' : keys.pageDown];
	if (screen.includes('Your answer is needed: y')) return [declined ? 'n' : 'y'];
	if (screen.includes('Read each one and press Space')) return declined ? ['n'] : [' '];
	if (screen.includes('All are acknowledged: Enter goes on')) return [keys.enter];
	if (screen.includes('Try each by hand, then press w')) return ['w'];
	if (screen.includes('Every one has an answer: Enter goes on')) return [keys.enter];
	const typed = /type “([^”]+)”(?:, or e to export first)?, then Enter/.exec(screen);
	if (typed) return declined ? [...'no', keys.enter] : [...(answers.typed ?? typed[1] ?? ''), keys.enter];
	if (screen.includes('Choose with ↑ and ↓') || screen.includes('Choose with up and down'))
		return choose(screen, answers);
	return [];
}

/** Walks down to the wanted line: the cursor's own glyph says where it stands. */
function choose(screen: string, answers: Answers): readonly string[] {
	const wanted = answers.choose?.(screen);
	if (wanted === undefined) return [keys.enter];
	const at = screen.split('\n').find((line) => /^.▸ /.test(line) && !line.includes('·'));
	return at?.includes(wanted) ? [keys.enter] : [keys.down];
}
