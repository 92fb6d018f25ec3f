// Touches the world: the wizard on the story of test/wizard/story.ts, with lines in two panes. Arguments: lines a second,
// and a file that tells every quarter of a second what came to them.
import { writeFileSync } from 'node:fs';
import process from 'node:process';
import { keepHeapSmall } from '../../../source/host/heap.ts';
import type { JournalEvent } from '../../../source/run/events.ts';
import { openWizard } from '../../../source/wizard/open-wizard.tsx';
import { scriptedSession } from '../../wizard/scripted-session.ts';
import { storyUntil } from '../../wizard/story.ts';

keepHeapSmall();
const [rate = 0, file = ''] = [Number(process.argv[2]), process.argv[3]];
const passing = (event: { type: string }) => event.type === 'log' || event.type === 'progress';
const session = scriptedSession(
	storyUntil(rate > 0 ? 'upgrade' : 'restart').filter((event): event is JournalEvent => !passing(event)),
	() => {},
	() => new Date().toISOString(),
);
const began = performance.now();
let lines = 0;
let last = began;
/** Made ahead, so that making them does not count. */
const pool = Array.from(
	{ length: Math.max(10_000, rate / 10) },
	(_, index) => `2026-06-15T02:10:00.000Z INFO  line ${index + 1} of the log, as long as most`,
);
/** Milliseconds of lines that are taken at once: more stay in the pipe, as those of a container do. */
const atOnce = 50;
if (rate > 0)
	setInterval(() => {
		const now = performance.now();
		const count = Math.round((Math.min(atOnce, now - last) * rate) / 1000);
		last = now;
		const from = lines % (pool.length - count);
		const half = count >> 1;
		session.send({ type: 'log', service: 'api', lines: pool.slice(from, from + half) });
		session.send({ type: 'log', service: 'db', lines: pool.slice(from + half, from + count) });
		lines += count;
	}, 10);
if (file !== '') {
	const tell = () => {
		const { rss } = process.memoryUsage();
		const told = {
			pid: process.pid,
			lines,
			milliseconds: performance.now() - began,
			rss,
		};
		writeFileSync(file, JSON.stringify(told));
	};
	tell();
	// At rest it does nothing of its own.
	if (rate > 0) setInterval(tell, 250);
}
await openWizard(session, { color: true, ascii: false });
process.exit(0);
