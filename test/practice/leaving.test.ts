import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openPracticeStack } from '../../source/practice/open-practice-stack.ts';

const opener = new URL('../../source/practice/open-practice-stack.ts', import.meta.url).href;

/** Processes whose command line names the directory. */
async function processesOf(root: string): Promise<string[]> {
	const found: string[] = [];
	for (const pid of await readdir('/proc')) {
		if (!/^\d+$/.test(pid) || Number(pid) === process.pid) continue;
		try {
			if (readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(root)) found.push(pid);
		} catch {
			// It has ended meanwhile.
		}
	}
	return found;
}

const untilGone = async (root: string) => {
	for (let attempt = 0; attempt < 200; attempt++) {
		if (!existsSync(root) && (await processesOf(root)).length === 0) return;
		await sleep(50);
	}
};

test('the directory and the program are there at once; closing before it is ready leaves nothing', async () => {
	const stack = await openPracticeStack({ rows: 100 });
	const root = dirname(stack.directory);
	expect(existsSync(`${stack.directory}/docker-compose.yml`)).toBe(true);
	expect(existsSync(stack.engine.environment.PATH?.split(':')[0] ?? '')).toBe(true);
	await stack.close();
	await stack.close();
	expect(existsSync(root)).toBe(false);
	expect(await processesOf(root)).toEqual([]);
	await expect(stack.ready).rejects.toThrow('The practice stack did not come up');
});

test.each(['SIGKILL', 'SIGTERM', 'exit'] as const)(
	'when its opener ends by %s, directory and processes go',
	async (way) => {
		const script = `const { openPracticeStack } = await import(${JSON.stringify(opener)});
		const stack = await openPracticeStack({ rows: 100 });
		console.log(stack.directory);
		process.stdin.once('data', () => process.exit(0));`;
		const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
			stdio: ['pipe', 'pipe', 'inherit'],
		});
		const [directory = ''] = await new Promise<string[]>((resolve) =>
			createInterface({ input: child.stdout }).once('line', (line) => resolve([line])),
		);
		const root = dirname(directory);
		expect(existsSync(root)).toBe(true);
		await sleep(500);
		expect(await processesOf(root)).not.toEqual([]);
		if (way === 'exit') child.stdin.write('now');
		else child.kill(way);
		await untilGone(root);
		expect(existsSync(root)).toBe(false);
		expect(await processesOf(root)).toEqual([]);
	},
);
