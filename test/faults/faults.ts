// Touches the world: `npm run faults`. Kills runs and fills their disks, and judges what becomes of the stack.
import process from 'node:process';
import { buildOnce } from '../../source/build/set-up.mjs';
import { readCommandLine, usage } from './command-line.ts';
import { playMatrix } from './matrix.ts';
import type { Played } from './play.ts';
import { legend, lostLines, table, totalLine } from './table.ts';

try {
	process.exitCode = await faults(process.argv.slice(2));
} catch (error) {
	console.error(`faults: ${(error as Error).message}`);
	process.exitCode = 2;
}

async function faults(argv: readonly string[]): Promise<number> {
	if (argv.includes('--help')) {
		console.log(usage);
		return 0;
	}
	const command = readCommandLine(argv);
	buildOnce();
	const stopped = new AbortController();
	// Stacks are cleared away, so the first signal only asks.
	for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => stopped.abort());
	const ended: Played[] = [];
	await playMatrix({
		...command,
		signal: stopped.signal,
		onNote: (text) => console.error(`faults: ${text}`),
		onPlayed(played) {
			ended.push(played);
			const seconds = (played.took / 1000).toFixed(1);
			if (command.json)
				console.log(
					JSON.stringify({ ...played.case, is: played.is, took: played.took, story: played.story }),
				);
			console.error(`faults: ${ended.length}. ${played.case.id}: ${played.is}, ${seconds} s`);
			if (played.is === 'lost' || command.case)
				for (const text of played.story) console.error(`faults:     ${text}`);
		},
	});
	if (!command.json) console.log([table(ended), legend, '', ...lostLines(ended)].join('\n'));
	if (stopped.signal.aborted) console.log('Stopped before the end.');
	console.log(totalLine(ended));
	return ended.length === 0 || ended.some(({ is }) => is === 'lost') ? 1 : 0;
}
