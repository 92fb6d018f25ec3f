// Touches the world: reads one changelog as Lockkeeper does, in a process of its own, and says what it took.
import { readFileSync } from 'node:fs';
import { notesBetween } from '../../../source/releases/read-changelog.ts';

const [file = '', from = '', to = ''] = process.argv.slice(2);
const notes = notesBetween({ text: readFileSync(file, 'utf8'), place: file }, from, to);
const lines = notes.sections.flatMap((section) => section.lines);
const peak = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
const { user, system } = process.cpuUsage();
console.log(
	JSON.stringify({
		lines: lines.length,
		marked: lines.filter(({ marks }) => marks.length > 0).length,
		refused: notes.refused,
		megabytes: (Number(peak) * 1024) / 1e6,
		processor: (user + system) / 1000,
	}),
);
