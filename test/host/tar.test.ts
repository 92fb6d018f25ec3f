// Touches the world: starts the host's tar.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { OperatorError } from '../../source/host/errors.ts';
import { processStart } from '../../source/host/processes.ts';
import { startTar } from '../../source/host/tar.ts';

test('it yields to the stack', async () => {
	const tar = startTar(['--create', '--file=-', '--files-from=-'], { doing: 'a test' });
	// It waits for names until its input ends.
	expect(getPriority(tar.pid ?? 0)).toBe(10);
	tar.stdout.resume();
	tar.stdin.end();
	expect((await tar.ended).exitCode).toBe(0);
});

describe('one that waits for what never comes', () => {
	let directory: string;
	let pipe: string;
	beforeEach(() => {
		directory = mkdtempSync(join(tmpdir(), 'lockkeeper-tar-'));
		pipe = join(directory, 'pipe');
		execFileSync('mkfifo', [pipe]);
	});
	afterEach(() => rmSync(directory, { recursive: true, force: true }));

	test('is ended when nothing moves, and says what to look at', async () => {
		const hurry = { standstill: 500, insist: 200 };
		const tar = startTar(['--list', `--file=${pipe}`], { doing: 'Reading /srv/data', hurry });
		tar.stdin.end();
		tar.stdout.resume();
		const error = await tar.ended.catch((reason: OperatorError) => reason);
		expect(error).toMatchObject({
			exit: 3,
			message: 'Reading /srv/data: tar hung: nothing moved for 15 min, and was ended.',
		});
		expect((error as OperatorError).advice.at(-1)).toContain('df and dmesg');
		expect(processStart(tar.pid ?? 0)).toBeUndefined();
	});

	test('goes on as long as something is read', async () => {
		const hurry = { standstill: 900, insist: 200 };
		const tar = startTar(['--extract', '--to-stdout', '--file=-'], { doing: 'Reading', hurry });
		tar.stdout.resume();
		const began = performance.now();
		const archive = execFileSync('tar', ['--create', '--file=-', '--directory=/etc', 'passwd']);
		// In pieces, with pauses that are shorter than it may stand still.
		for (let at = 0; at < archive.length; at += archive.length / 8) {
			tar.stdin.write(archive.subarray(at, at + archive.length / 8));
			await sleep(300);
		}
		tar.stdin.end();
		expect((await tar.ended).exitCode).toBe(0);
		expect(performance.now() - began).toBeGreaterThan(2000);
	});
});
