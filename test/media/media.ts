// `npm run media`: pictures for the README, from real runs of the built wizard on the practice stack.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { openTerminal, type Terminal } from '../wizard/terminal.ts';
import { walkUntil } from '../wizard/walk.ts';
import { drawScreen } from './draw-screen.ts';

const root = join(import.meta.dirname, '../..');

/** A picture: taken the first time the screen fits, in the run of these words. */
type Picture = { readonly name: string; readonly when: (screen: string) => boolean };

const shows =
	(...parts: (string | RegExp)[]) =>
	(screen: string) =>
		parts.every((part) => (typeof part === 'string' ? screen.includes(part) : part.test(screen)));

await takePictures(['--fault', 'slow-migration', '--to', '0.2.0'], /practice runs 0\.2\.0, verified/, [
	{ name: 'checklist', when: shows('▸ Checklist', 'pass', 'Your answer is needed') },
	{ name: 'plan', when: shows('▸ Plan', 'Start with the restore point?', 'Your answer is needed') },
	{ name: 'backup', when: shows('▸ Back up', '%') },
	{ name: 'upgrade', when: shows('▸ Upgrade', 'api · following', /Running upgrade 0022/) },
]);
await takePictures(['--fault', 'migration-fails', '--to', '0.2.0'], /0\.1\.9 serves again and was verified/, [
	{ name: 'ways-back', when: shows('Which way?', 'Choose with') },
]);

async function takePictures(
	words: readonly string[],
	end: RegExp,
	pictures: readonly Picture[],
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
		await walkUntil(terminal, end, { onScreen: (screen) => takeFitting(terminal, screen, left) }, 180_000);
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
		writeFileSync(
			join(root, 'media', `${name}.svg`),
			drawScreen(terminal.cells(), `Lockkeeper’s wizard: ${name}`),
		);
		process.stdout.write(`media/${name}.svg\n`);
		left.delete(name);
	}
}
