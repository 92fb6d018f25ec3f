// Touches the world: the judge on a practice stack that was tampered with. What it does not see, no case would show.
import { appendFile, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Bench, stateOf, untilQuiet } from './bench.ts';
import { judge, type Wanted } from './judge.ts';
import { ask, compose, leftovers, look } from './look.ts';
import { wantedOf } from './play.ts';
import { openPracticeBench } from './practice-bench.ts';
import { storyOf } from './stories.ts';

let bench: Bench;
let old: Wanted;
beforeAll(async () => {
	bench = await openPracticeBench(storyOf('practice', 'upgrade'), async (place) => {
		await untilQuiet(place);
		old = await wantedOf(place);
	});
}, 600_000);
afterAll(() => bench?.close());

const why = async () => {
	const verdict = judge(await look(bench.place), { old });
	return verdict.is === 'neither' ? (verdict.from[0] ?? '') : verdict.is;
};

test('the judge sees a row, a file, a pin and a service that are not as they were', async () => {
	const { place } = bench;
	await bench.reset();
	await expect.poll(why, { timeout: 60_000 }).toBe('a');

	const attachment = path.join(place.directory, 'specivo-data/attachments/seeded/gate.log');
	await ask(place, "UPDATE issues SET title = title || '.' WHERE id = 1");
	expect(await why()).toMatch(/^against 0\.1\.9: table issues is [0-9a-f]{12} instead of [0-9a-f]{12}$/);
	await ask(place, 'UPDATE issues SET title = left(title, -1) WHERE id = 1');
	expect(await why()).toBe('a');

	await appendFile(attachment, 'x');
	expect(await why()).toMatch(/^against 0\.1\.9: file attachments\/seeded\/gate\.log is [^;]*$/);
	await rm(attachment);
	expect(await why()).toMatch(/file attachments\/seeded\/gate\.log is not there/);

	await compose(place, ['stop', 'celery-beat']);
	expect(await why()).toMatch(/the state of celery-beat is exited instead of running/);
}, 300_000);

test('what a case must not leave behind is found', async () => {
	const { place } = bench;
	expect(await leftovers(place)).toEqual([]);
	const backups = path.join(stateOf(place), 'backups', 'practice');
	await mkdir(path.join(backups, '.20260615T021003Z-0.1.9.partial'), { recursive: true });
	const run = path.join(stateOf(place), 'runs', '20260615T021003Z-abcd');
	await mkdir(run, { recursive: true });
	await writeFile(path.join(run, 'journal.jsonl'), 'not an event\n');
	expect(await leftovers(place)).toEqual([
		'part of a restore point .20260615T021003Z-0.1.9.partial',
		'journal 20260615T021003Z-abcd damaged in line 1',
	]);
}, 300_000);
