import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { defaultEngine } from '../../source/docker/engine.ts';
import { probeSqliteFiles } from '../../source/survey/sqlite-files.ts';

let directory: string;
let path: string;
beforeEach(() => {
	directory = mkdtempSync(join(tmpdir(), 'lockkeeper-sqlite-files-'));
	path = join(directory, 'local.db');
	const app = new DatabaseSync(path);
	app.exec('CREATE TABLE screens (id); CREATE TABLE plays (id); INSERT INTO screens VALUES (1)');
	app.close();
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));
const probe = (keptOpen = true) =>
	probeSqliteFiles(defaultEngine, [
		{ kind: 'sqlite', path, ...(keptOpen ? { keptOpen } : {}) },
		{ kind: 'sqlite', path: join(directory, 'absent.db') },
		{ kind: 'directory', path: directory, except: [] },
	]);

test('which file it is, and what has rows; one that is not there is left out', async () => {
	const { dev, ino } = statSync(path);
	expect(await probe()).toEqual([{ path, device: dev, inode: ino, held: false, filled: ['screens'] }]);
});

test('a process that has it open is seen', async () => {
	const app = execa('tail', ['-f', path], { stdin: 'ignore', reject: false });
	await expect.poll(async () => (await probe())[0]?.held, { timeout: 10_000 }).toBe(true);
	// Of an app that opens it when it needs it nothing follows from that.
	expect((await probe(false))[0]?.held).toBe(false);
	app.kill();
	await app;
	expect((await probe())[0]?.held).toBe(false);
});
