// Touches the world: reads a manifest.
import process from 'node:process';
import { readPinnedPoints } from '../../run/pinned-points.ts';
import type { Stack } from '../../survey/identify.ts';
import type { CommandLine } from '../arguments.ts';
import { manifestLines } from './manifest-lines.ts';
import { openPoint } from './open-point.ts';
import { sayLines } from './say.ts';

/** `restore-points show ID`: all of a manifest in words; with `--json` the manifest. @returns the exit code */
export async function show(line: CommandLine, stack: Stack, word: string): Promise<number> {
	const { path, manifest } = await openPoint(stack, word);
	if (line.json) process.stdout.write(`${JSON.stringify(manifest)}\n`);
	else sayLines(manifestLines(manifest, path, readPinnedPoints(stack.directory)(manifest)));
	return 0;
}
