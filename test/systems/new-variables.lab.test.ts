import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callWithJson, endOfStep, eventsOf } from '../e2e/lockkeeper.ts';
import { docker } from '../lab/docker.ts';
import { bringUpJotbook, type JotbookStack, takeDownJotbook } from '../lab/jotbook/stack.ts';
import { tutorialRunbook } from './tutorial.ts';

// New variables of an example: found, told, added in an upgrade, seen by the container, and taken out by a way back.

let directory: string;
let stack: JotbookStack;
const at = (name: string) => path.join(directory, name);
const file = (name: string) => readFile(at(name), 'utf8');
const words = (command: string, version: string) => [command, '--stack', directory, '--to', version];
const finding = async (version: string) => {
	const { events } = await callWithJson(words('check', version));
	return eventsOf(events, 'finding').find(({ finding: { check } }) => check === 'new-variables')?.finding;
};
/** What the app's container got. */
const environment = async () =>
	(
		await docker([
			'inspect',
			'--format',
			'{{range .Config.Env}}{{println .}}{{end}}',
			'system-variables-jotbook-1',
		])
	)
		.split('\n')
		.filter((line) => /^(SEATS|THEME|PRICE|LIMIT)=/.test(line))
		.sort();

beforeAll(async () => {
	directory = await mkdtemp(path.join(tmpdir(), 'lockkeeper-variables-'));
	stack = await bringUpJotbook({
		...{ version: '1.0.0', directory, project: 'system-variables', port: 19_752, rows: 10 },
	});
	const compose = await file('docker-compose.yml');
	await writeFile(
		at('docker-compose.yml'),
		compose.replace('    restart:', '    env_file: [jotbook.env, .env]\n    restart:'),
	);
	// As an editor may leave it: its last line has no end.
	await writeFile(at('jotbook.env'), '# ours\nSEATS=5');
	await chmod(at('jotbook.env'), 0o640);
	await writeFile(
		at('jotbook.env.example'),
		'SEATS=1\n# Colours of the page\nTHEME=dark\nPRICE=5$$\nMAIL_PASSWORD=change-me\nJOTBOOK_PORT=8080\n',
	);
	await writeFile(
		at('lockkeeper.yaml'),
		`${tutorialRunbook().replace('files: [.env,', 'files: [.env, jotbook.env,')}environment: [{ file: jotbook.env, example: jotbook.env.example }]\n`,
	);
});
afterAll(async () => {
	if (stack) await takeDownJotbook(directory);
	await rm(directory, { recursive: true, force: true });
});

test('the checklist names what the file lacks, hides a secret, and knows what Compose has from elsewhere', async () => {
	expect(await finding('1.1.0')).toMatchObject({
		outcome: 'warn',
		evidence:
			'jotbook.env lacks 4 of the 5 variables of jotbook.env.example: THEME=dark, PRICE=5$$, MAIL_PASSWORD=[hidden], JOTBOOK_PORT=8080 (has a value from elsewhere, for jotbook)',
		advice:
			'Give MAIL_PASSWORD a value of your own in jotbook.env before you go on: what an example has is no secret. The upgrade offers to add THEME and PRICE before it pins.',
	});
	expect(await file('jotbook.env')).toBe('# ours\nSEATS=5');
});

test('the upgrade adds them after its gate, before the pin, and the container gets them', async () => {
	const { result, events } = await callWithJson([...words('upgrade', '1.1.0'), '--yes']);
	expect(result, result.text.join('\n')).toMatchObject({ exit: 0, state: 'new version' });
	const gates = eventsOf(events, 'gate').map(({ gate: { id } }) => id);
	expect(gates.indexOf('upgrade-add-variables')).toBe(gates.indexOf('upgrade-pin') - 1);
	expect(gates.indexOf('plan')).toBeLessThan(gates.indexOf('upgrade-add-variables'));
	expect(endOfStep(events, 'add-variables').detail).toBe('added: THEME and PRICE in jotbook.env');
	expect(await file('jotbook.env')).toMatch(
		/^# ours\nSEATS=5\n# Lockkeeper added the next 3 lines for 1\.1\.0, from jotbook\.env\.example \(\w+\), and ended the line above\.\n# Colours of the page\nTHEME=dark\nPRICE=5\$\$\n$/,
	);
	expect((await stat(at('jotbook.env'))).mode & 0o777).toBe(0o640);
	expect(await environment()).toEqual(['PRICE=5$', 'SEATS=5', 'THEME=dark']);
	expect(await finding('1.2.0')).toMatchObject({
		evidence: expect.stringMatching(/example: MAIL_PASSWORD=\[hidden\], JOTBOOK_PORT=8080 \(.*\)$/),
	});
});

test('the way back puts the old text back, what was added before stays, and an undo adds it again', async () => {
	const before = await file('jotbook.env');
	await writeFile(at('jotbook.env.example'), `${await file('jotbook.env.example')}LIMIT=3\n`);
	const up = await callWithJson([...words('upgrade', '1.2.0'), '--yes']);
	expect(up.result, up.result.text.join('\n')).toMatchObject({ exit: 0, state: 'new version' });
	expect(await environment()).toContain('LIMIT=3');
	const back = await callWithJson(['rollback', '--stack', directory, '--yes', '--allow-irreversible']);
	expect(back.result, back.result.text.join('\n')).toMatchObject({ exit: 0, state: 'old version' });
	expect(await file('jotbook.env')).toBe(before);
	expect(await environment()).toEqual(['PRICE=5$', 'SEATS=5', 'THEME=dark']);
	const undo = ['rollback', '--undo', '--stack', directory, '--yes', '--allow-irreversible'];
	const again = await callWithJson(undo);
	expect(again.result, again.result.text.join('\n')).toMatchObject({ exit: 0, state: 'new version' });
	expect(await environment()).toContain('LIMIT=3');
});
