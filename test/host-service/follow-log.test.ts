import { appendFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { followLog } from '../../source/host-service/follow-log.ts';
import type { HostService } from '../../source/host-service/host-service.ts';
import { writeLastStart } from '../../source/host-service/last-start.ts';
import { serviceFixture } from './service-fixture.ts';

let directory: string;
let service: HostService;
let file: string;
let ends: AbortController;
let lines: string[];
let following: Promise<void>;
beforeEach(() => {
	directory = mkdtempSync(path.join(tmpdir(), 'lockkeeper-follow-'));
	service = serviceFixture({ directory });
	file = path.join(directory, service.log);
	writeFileSync(file, 'of an earlier start\n');
	lines = [];
	ends = new AbortController();
});
afterEach(async () => {
	ends.abort();
	await following;
	rmSync(directory, { recursive: true, force: true });
});
const follow = (since: string) => {
	following = followLog(service, since, (line) => lines.push(line.slice(line.indexOf(' ') + 1)), ends.signal);
};
const expectLines = (wanted: readonly string[]) =>
	expect.poll(() => lines, { timeout: 5000 }).toEqual(wanted);

test('what was written since the last start comes, what was there before does not', async () => {
	writeLastStart(service, { log: { offset: 20, at: '2026-01-02T00:00:01.000Z' } });
	appendFileSync(file, 'starting\nhalf a ');
	follow('2026-01-02T00:00:00.000Z');
	await expectLines(['starting']);
	appendFileSync(file, 'liné\n');
	await expectLines(['starting', 'half a liné']);
});

test('followed from later on, only what is new comes', async () => {
	writeLastStart(service, { log: { offset: 0, at: '2026-01-02T00:00:01.000Z' } });
	follow('2026-01-02T00:00:02.000Z');
	appendFileSync(file, 'new\n');
	await expectLines(['new']);
});

test('a file that was begun anew, by another one or by cutting it, is read from its beginning', async () => {
	follow('2026-01-02T00:00:00.000Z');
	appendFileSync(file, 'first\n');
	await expectLines(['first']);
	renameSync(file, `${file}.1`);
	writeFileSync(file, 'second file, longer than the first one was\n');
	await expectLines(['first', 'second file, longer than the first one was']);
	writeFileSync(file, 'cut\n');
	await expectLines(['first', 'second file, longer than the first one was', 'cut']);
});
