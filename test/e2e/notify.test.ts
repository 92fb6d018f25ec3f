// Touches the world: an upgrade of the practice stack, killed and gone on with, of which a script and a webhook on 127.0.0.1 are told.
import { appendFile, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { PracticeStack } from '../../source/practice/open-practice-stack.ts';
import { readJournal } from '../../source/run/journal.ts';
import { openPracticeQuickly } from '../practice/open-quickly.ts';
import { call } from './killed.ts';

let stack: PracticeStack;
const posted: { event: string; text: string }[] = [];
const server = createServer((request, response) => {
	let body = '';
	request.on('data', (chunk) => {
		body += chunk;
	});
	request.on('end', () => {
		posted.push(JSON.parse(body));
		response.end();
	});
});
afterEach(async () => {
	server.closeAllConnections();
	server.close();
	await stack.close();
});

test('each event is told once, over a kill too; journal, report and announcement say what came of it', async () => {
	stack = await openPracticeQuickly({ rows: 300 });
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	await stack.ready;
	const file = (name: string) => join(stack.directory, name);
	await writeFile(
		file('tell.sh'),
		'#!/bin/sh\nprintf "%s %s %s\\n" "$LOCKKEEPER_EVENT" "$LOCKKEEPER_FROM" "$LOCKKEEPER_TO" >> told\ncat >> told\n',
		{ mode: 0o700 },
	);
	const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/services/verysecretpath`;
	await appendFile(file('.env'), `\nOPS_HOOK=${address}\n`);
	await appendFile(
		file('lockkeeper.yaml'),
		`announce: "{app} goes from {from} to {to}, {window}."
notify:
  - { command: [./tell.sh] }
  - { webhook: $OPS_HOOK, on: [start, end] }
  - { command: [./not-there.sh], on: [end] }
`,
	);
	const preview = await call(stack, ['notify', '--to', '0.1.10']);
	expect({ exit: preview.exit, text: preview.text }).toEqual({
		exit: 0,
		text: expect.stringMatching(
			/webhook \$OPS_HOOK: start and end\n {2}POST http:\/\/127\.0\.0\.1:\d+\/\[hidden\]/,
		),
	});
	expect(posted).toEqual([]);
	const tried = await call(stack, ['notify', '--send']);
	expect({ exit: tried.exit, text: tried.text }).toEqual({
		exit: 3,
		text: expect.stringMatching(
			/^The test message was taken by command \.\/tell\.sh\.\nThe test message was taken by webhook \$OPS_HOOK\.\nThe test message was not taken by command \.\/not-there\.sh: /,
		),
	});
	expect(posted.splice(0).map(({ event }) => event)).toEqual(['test']);
	expect(await readFile(file('told'), 'utf8')).toMatch(
		/^test 0\.1\.9 \nA test of the notifications of practice: nothing has happened\.\n$/,
	);
	await rm(file('told'));
	for (const { text } of [preview, tried]) expect(text).not.toContain('verysecretpath');

	const killed = await call(stack, ['upgrade', '--to', '0.1.10'], 'up');
	expect(killed.exit).toBeNull();
	const done = await call(stack, ['attach']);
	expect({ exit: done.exit, state: done.state }, done.text).toEqual({ exit: 0, state: 'new version' });

	const start = 'Upgrade of practice from 0.1.9 to 0.1.10 begins.\nSpecivo goes from 0.1.9 to 0.1.10, now.';
	const told = await readFile(file('told'), 'utf8');
	expect(told).toMatch(
		/^start 0\.1\.9 0\.1\.10\nUpgrade .+ begins\.\n.+\nend 0\.1\.9 0\.1\.10\nUpgrade of practice from 0\.1\.9 to 0\.1\.10 is done\.\npractice runs 0\.1\.10, verified\.\n/,
	);
	expect(posted.map(({ event }) => event)).toEqual(['start', 'end']);
	expect(posted[0]).toMatchObject({
		stack: 'practice',
		app: 'Specivo',
		from: '0.1.9',
		to: '0.1.10',
		text: start,
	});
	expect(done.text).toMatch(
		/Not sent to command \.\/not-there\.sh: the notification of end \(\.\/not-there\.sh is not there/,
	);

	const runs = file('.lockkeeper/runs');
	const [run = ''] = (await readdir(runs)).filter((name) => name !== 'others');
	const { events } = readJournal(join(runs, run, 'journal.jsonl'));
	expect(events.at(-1)?.type).toBe('result');
	expect(
		events
			.flatMap((event) =>
				event.type === 'notification' ? [`${event.event} ${event.target} ${event.outcome}`] : [],
			)
			.sort(),
	).toEqual([
		'end command ./not-there.sh failed',
		'end command ./tell.sh sent',
		'end webhook $OPS_HOOK sent',
		'start command ./tell.sh sent',
		'start webhook $OPS_HOOK sent',
	]);
	// With the notification of the start those who use it are told: nobody is asked to tell them by hand.
	expect(events.some((event) => event.type === 'gate' && event.gate.id === 'announce')).toBe(false);
	const report = await readFile(join(runs, run, 'report.md'), 'utf8');
	expect(report).toContain(
		'| tell those who use it | done | 0 ms | told with the notification of the start: command ./tell.sh and webhook $OPS_HOOK |',
	);
	expect(report).toContain(': start: sent to webhook $OPS_HOOK');
	for (const text of [JSON.stringify(events), JSON.stringify(done.lines), report])
		expect(text).not.toContain('verysecretpath');
}, 300_000);
