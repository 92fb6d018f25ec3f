// Touches the world: says lines as `docker logs --timestamps` does. Arguments: how many, and how many a second.
import { once } from 'node:events';

const [count = 0, rate = 0] = process.argv.slice(2).map(Number);
const begin = Date.parse('2026-06-15T02:10:01.000Z');
const began = performance.now();
let made = 0;
while (made < count) {
	const due = Math.min(count, Math.ceil(((performance.now() - began + 10) * rate) / 1000));
	const lines = [];
	for (; made < due && lines.length < 10_000; made += 1) {
		const second = new Date(begin + Math.floor(made / 1000)).toISOString().slice(0, -1);
		lines.push(
			`${second}${String(made % 1000).padStart(3, '0')}000Z INFO  line ${made + 1} of the log, as long as most\n`,
		);
	}
	if (lines.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
	else if (!process.stdout.write(lines.join(''))) await once(process.stdout, 'drain');
}
