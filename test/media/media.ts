// `npm run media`: pictures for the README, from real runs of the built wizard on the practice stack.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { openTerminal, type Terminal } from '../wizard/terminal.ts';
import { walkUntil } from '../wizard/walk.ts';
import { drawFilm } from './draw-film.ts';
import { drawScreen } from './draw-screen.ts';

const root = join(import.meta.dirname, '../..');
/** Bytes: a page with larger pictures would be slow to read. */
const largest = 1_000_000;

/** A picture: taken the first time the screen fits, in the run of these words. */
type Picture = { readonly name: string; readonly when: (screen: string) => boolean };

const shows =
	(...parts: (string | RegExp)[]) =>
	(screen: string) =>
		parts.every((part) => (typeof part === 'string' ? screen.includes(part) : part.test(screen)));

const film = takeFilm();
await takePictures(
	['--fault', 'slow-migration', '--to', '0.2.0'],
	/practice runs 0\.2\.0, verified/,
	[
		{ name: 'checklist', when: shows('▸ Checklist', 'pass', 'Your answer is needed') },
		{ name: 'plan', when: shows('▸ Plan', 'Start with the restore point?', 'Your answer is needed') },
		{ name: 'backup', when: shows('▸ Back up', '%') },
		{ name: 'upgrade', when: shows('▸ Upgrade', 'api · following', /Running upgrade 0022/) },
	],
	film.take,
);
film.keep('walk');
await takePictures(['--fault', 'migration-fails', '--to', '0.2.0'], /0\.1\.9 serves again and was verified/, [
	{ name: 'ways-back', when: shows('Which way?', 'Choose with') },
]);

async function takePictures(
	words: readonly string[],
	end: RegExp,
	pictures: readonly Picture[],
	also: (terminal: Terminal) => void = () => {},
): Promise<void> {
	const terminal = openTerminal({
		columns: 100,
		rows: 30,
		program: process.execPath,
		args: ['dist/cli.js', 'practice', ...words],
		cwd: root,
		env: {
			...process.env,
			NO_COLOR: undefined,
			FORCE_COLOR: '1',
			LANG: 'C.UTF-8',
			LOCKKEEPER_PRACTICE_SLOW_SECONDS: '8',
		},
	});
	const left = new Map(pictures.map((picture) => [picture.name, picture]));
	try {
		await walkUntil(
			terminal,
			end,
			{
				onScreen: (screen) => {
					takeFitting(terminal, screen, left);
					also(terminal);
				},
			},
			180_000,
		);
		// The last screen is there, but for the rows that are still on their way.
		await pause(300);
		also(terminal);
	} finally {
		terminal.type('q');
		await terminal.waitForExit().catch(() => undefined);
		await terminal.close();
	}
	if (left.size > 0)
		throw new Error(`the run never showed what these pictures are of: ${[...left.keys()].join(', ')}`);
}

function takeFitting(terminal: Terminal, screen: string, left: Map<string, Picture>): void {
	for (const { name, when } of left.values()) {
		if (!when(screen)) continue;
		keepPicture(name, drawScreen(terminal.cells(), `Lockkeeper’s wizard: ${name}`));
		left.delete(name);
	}
}

/**
 * Gathers the screens of a walk. A new station stands for long enough to be read, what moves within one is shown in
 * steps, and a long wait is shortened.
 */
function takeFilm() {
	const [least, most, longest] = [0.5, 1.2, 2.5];
	const taken: { cells: ReturnType<Terminal['cells']>; at: number; station: string }[] = [];
	return {
		take(terminal: Terminal) {
			const at = performance.now() / 1000;
			if (terminal.text().trim() === '') return;
			const station = /▸ ([A-Z][\w ]*?)(?: ·| {2}|$)/m.exec(terminal.text())?.[1] ?? '';
			const last = taken.at(-1);
			if (last && last.station === station && at - last.at < least) {
				taken[taken.length - 1] = { ...last, cells: terminal.cells() };
				return;
			}
			taken.push({ cells: terminal.cells(), at, station });
		},
		keep(name: string) {
			const frames = taken.map(({ cells, at, station }, index) => {
				const next = taken[index + 1];
				const stood = next ? next.at - at : longest;
				return { cells, seconds: next?.station === station ? Math.min(most, stood) : longest };
			});
			const still = taken.findLastIndex(({ station }) => station === 'Upgrade');
			const title = 'Lockkeeper’s wizard, from the survey to the verified upgrade';
			keepPicture(name, drawFilm(frames, title, Math.max(0, still)));
		},
	};
}

function keepPicture(name: string, svg: string): void {
	if (svg.length > largest)
		throw new Error(`media/${name}.svg would have ${svg.length} bytes, more than ${largest}`);
	writeFileSync(join(root, 'media', `${name}.svg`), svg);
	process.stdout.write(`media/${name}.svg: ${svg.length} bytes\n`);
}
