import { chmod, chown, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { SpecivoStack } from '../lab/specivo/stack.ts';
import { keys, type Terminal } from '../wizard/terminal.ts';
import { type CallOptions, callLockkeeper, callWithJson, openInTerminal } from './lockkeeper.ts';
import { bringUpForTest, type StackOfTest } from './stack-of-test.ts';
import { namesIn, untouched } from './stack-state.ts';

const project = 'e2e-bad-input';
/** What needs another user or a file system of its own can be shown by root alone. */
const isRoot = process.getuid?.() === 0;
let place: StackOfTest | undefined;
let stack: SpecivoStack;
let parent: string;
let terminal: Terminal | undefined;

beforeAll(async () => {
	place = await bringUpForTest({ version: '0.1.9', project, port: 19_963 });
	stack = place.stack;
	parent = path.dirname(stack.directory);
	// Other users of this machine have to come as far as the stack's directory.
	await chmod(parent, 0o755);
	if (!isRoot) console.log('Not root: the refusals of another user and of a full disk are not shown.');
});
afterEach(async () => {
	await terminal?.close();
	terminal = undefined;
});
afterAll(() => place?.clearAway());

const inStack = (...names: string[]) => path.join(stack.directory, ...names);

/** Calls Lockkeeper and sees that files, containers and the stack's directory are as they were. */
async function refused(
	words: readonly string[],
	options: CallOptions & { readonly leavesJournal?: boolean } = {},
): Promise<{ exit: number | undefined; text: string }> {
	const { leavesJournal = false, ...callOptions } = options;
	const before = { ...(await untouched(stack)), names: await namesIn(stack.directory) };
	const ended = await callLockkeeper([...words, '--stack', stack.directory], callOptions);
	const names = (await namesIn(stack.directory)).filter(
		(name) => !(leavesJournal && name === '.lockkeeper' && !before.names.includes(name)),
	);
	expect({ ...(await untouched(stack)), names }).toEqual(before);
	return { exit: ended.exit, text: `${ended.stdout}\n${ended.said}` };
}

const upgrade = (to = '0.1.10') => ['upgrade', '--to', to, '--yes', '--plain'];

// Before anything else has made a `.lockkeeper` in the stack's directory.
describe('refused before a lock is taken, without a trace', () => {
	test('no engine: 3, with what docker said', async () => {
		const { exit, text } = await refused(upgrade(), {
			environment: { DOCKER_HOST: 'unix:///nonexistent/docker.sock' },
		});
		expect(exit).toBe(3);
		expect(text).toMatch(
			/The Docker engine does not answer: .*nonexistent.*Nothing was changed\.\nStart the engine/s,
		);
	});

	test.runIf(isRoot)('no right to the socket: 3, says how to get it', async () => {
		const { exit, text } = await refused(upgrade(), { through: asNobody([]), environment: { HOME: parent } });
		expect(exit).toBe(3);
		expect(text).toMatch(
			/This user has no right to the Docker engine's socket: .*permission denied.*Nothing was changed\.\nRun Lockkeeper with sudo/is,
		);
	});

	test('Compose v1 only: 3, names the plugin', async () => {
		const programs = path.join(parent, 'programs');
		await mkdir(programs, { recursive: true });
		const real = (await execa('sh', ['-c', 'command -v docker'])).stdout;
		await writeFile(
			path.join(programs, 'docker'),
			`#!/bin/sh\n[ "$1" = compose ] || exec ${real} "$@"\necho "docker: 'compose' is not a docker command." >&2\necho "See 'docker --help'" >&2\nexit 1\n`,
			{ mode: 0o755 },
		);
		const { exit, text } = await refused(upgrade(), {
			environment: { PATH: `${programs}:${process.env.PATH}` },
		});
		expect(exit).toBe(3);
		expect(text).toMatch(
			/Expected Compose v2 \(`docker compose`\), found a docker program without the Compose plugin\.\nNothing was changed\.\nInstall the Compose plugin/,
		);
	});

	test.each(['check', 'upgrade', 'rollback'])(
		'%s on a Compose file that does not parse: 2',
		async (command) => {
			await withFile(
				'docker-compose.yml',
				(text) => text.replace('services:', 'services: ['),
				async () => {
					const { exit, text } = await refused([command, '--yes', '--plain']);
					expect(exit).toBe(2);
					expect(text).toMatch(
						/Compose cannot read this stack's files: .*yaml: .*Nothing was changed\.\nMend what Compose names, then see that this works: docker compose/s,
					);
				},
			);
		},
	);

	test('an app that no runbook fits: 2, names its images and the runbooks there are', async () => {
		const other = path.join(parent, 'other');
		await mkdir(other, { recursive: true });
		await writeFile(path.join(other, 'compose.yaml'), 'services: {web: {image: "nginx:1-alpine"}}\n');
		const { exit, said } = await callLockkeeper(['upgrade', '--stack', other, '--yes', '--plain']);
		expect(exit).toBe(2);
		expect(said).toMatch(
			/No runbook fits this stack\. Its images are nginx:1-alpine; there are runbooks for .*specivo.*\nNothing was changed\.\nA lockkeeper\.yaml/,
		);
		expect(await namesIn(other)).toEqual(['compose.yaml']);
	});

	test.each(['newest', 'latest', '0.1', '0.1.x'])('the target “%s”, no version: 2', async (target) => {
		const { exit, text } = await refused(upgrade(target));
		expect(exit).toBe(2);
		expect(text).toContain(`Expected an exact version such as 0.1.10 after --to, got “${target}”.`);
		expect(text).toContain('Nothing was changed.');
	});

	describe.each(['.env', '.env.local'])('a dirty %s', (file) => {
		test.each([
			['a NUL byte', '\0', /found a NUL byte in line \d+\. Save the file as UTF-8/],
			[
				'a line that is no assignment',
				'drop this here\n',
				/Line \d+: expected NAME=value, a comment or a blank line, found .*Mend or remove that line/,
			],
			[
				'bytes that are no UTF-8',
				Buffer.from([0x41, 0x3d, 0xe9, 0xff, 0x0a]),
				/Expected text in UTF-8, found other bytes in line \d+/,
			],
		])('%s: 3, with the line and without a value', async (_, added, says) => {
			await withFile(
				file,
				(_text, bytes) => Buffer.concat([bytes, Buffer.from(added)]),
				async () => {
					for (const command of [upgrade(), ['check', '--plain']]) {
						const { exit, text } = await refused(command);
						expect(exit).toBe(3);
						expect(text).toMatch(says);
						expect(text).toContain(inStack(file));
						expect(text).toContain(`Nothing was changed.\nMend ${file} and try again.`);
						expect(text).not.toContain('specivo-lab');
					}
				},
			);
		});
	});

	test.runIf(isRoot)('an .env that this user may not read: 3, says whose right is missing', async () => {
		const { gid } = await stat('/var/run/docker.sock');
		const { exit, text } = await refused(upgrade(), {
			through: asNobody([gid]),
			// The docker program looks into its user's home first.
			environment: { HOME: parent },
		});
		expect(exit).toBe(3);
		expect(text).toMatch(
			/\.env cannot be read: EACCES.*\nNothing was changed\.\nRun Lockkeeper as a user who may read \.env/,
		);
	});

	test('a terminal that is too small: says what it needs, and goes on when it is larger', async () => {
		const before = await untouched(stack);
		terminal = openInTerminal(['upgrade', '--stack', stack.directory], { columns: 50, rows: 10 });
		expect(await terminal.waitFor('needs at least')).toContain('60×18');
		terminal.resize(80, 24);
		await terminal.waitFor('Choose with', 30_000);
		terminal.resize(50, 10);
		await terminal.waitFor('needs at least');
		terminal.type(keys.ctrlC);
		terminal.type(keys.ctrlC);
		expect(await terminal.waitForExit()).toBe(130);
		expect(await untouched(stack)).toEqual(before);
		await rm(inStack('.lockkeeper'), { recursive: true, force: true });
	});
});

describe('refused by the checklist: 3, the stack as it was', () => {
	const choose = /Choose 0\.4\.0, 0\.2\.0 or 0\.1\.10; 0\.1\.10 is recommended\./;
	test.each([
		['is not there', '0.1.11', /Target: 0\.1\.11 is not among the \d+ releases of/, choose],
		[
			'is older',
			'0.1.8',
			/Hop: Expected a release newer than 0\.1\.9, found 0\.1\.8, which is older/,
			choose,
		],
		[
			'is the one that runs',
			'0.1.9',
			/Hop: Expected a release newer than 0\.1\.9, found the one that runs/,
			choose,
		],
	])('a target that %s', async (_, target, found, advice) => {
		const { exit, text } = await refused(upgrade(target), { leavesJournal: true });
		expect(exit).toBe(3);
		const conclusion = text.slice(text.lastIndexOf('(command line)'));
		expect(conclusion).toMatch(found);
		expect(conclusion).toMatch(advice);
		expect(conclusion).toContain('Nothing of the stack was changed.');
		expect(text).not.toContain('..');
		const checked = await refused(['check', '--to', target, '--plain']);
		expect(checked.exit).toBe(3);
		expect(checked.text).toMatch(found);
		expect(checked.text).toMatch(advice);
	});

	describe.runIf(isRoot)('too little disk for the restore point', () => {
		const small = () => path.join(parent, 'small-disk');
		beforeEach(async () => {
			await mkdir(small(), { mode: 0o700 });
			await execa('mount', ['-t', 'tmpfs', '-o', 'size=8m,mode=0700', 'tmpfs', small()]);
			await writeFile(inStack('lockkeeper.yaml'), `backups: ${small()}\noffHost: none\n`);
		});
		afterEach(async () => {
			await writeFile(inStack('lockkeeper.yaml'), 'offHost: none\n');
			await execa('umount', [small()]);
			await rm(small(), { recursive: true });
		});

		test('names what is needed, what is free and what to do', async () => {
			const { exit, text } = await refused(upgrade(), { leavesJournal: true });
			expect(exit).toBe(3);
			expect(text).toMatch(
				/Disk space: .*small-disk\/e2e-bad-input: about [\d.]+ \w+ needed.*, 8 MiB free.*Make [\d.]+ MiB more room on .*small-disk/s,
			);
			expect(text).toContain('Nothing of the stack was changed.');
			expect(await namesIn(small())).toEqual([]);
		});
	});
});

describe('a second Lockkeeper on the same stack', () => {
	test('is refused and names the first one, which goes on undisturbed', async () => {
		const before = await untouched(stack);
		const first = openInTerminal(['upgrade', '--stack', stack.directory, '--to', '0.1.10', '--plain']);
		terminal = first;
		await first.waitFor(/yes or no: $/m, 30_000);
		const lock = JSON.parse(await readFile(inStack('.lockkeeper', 'lock'), 'utf8'));
		const runsBefore = await namesIn(inStack('.lockkeeper', 'runs'));
		const { exit, text } = await refused(upgrade());
		expect(exit).toBe(3);
		expect(text).toContain(
			`Another Lockkeeper works on this stack: run ${lock.run} of ${lock.user} from this host, process ${lock.pid}, since ${lock.since}.`,
		);
		expect(text).toContain(
			'Nothing was changed by this one.\nLook at it, answer it or end it: lockkeeper attach --stack ',
		);
		expect(await namesIn(inStack('.lockkeeper', 'runs'))).toEqual(runsBefore);
		expect((await callWithJson(['check', '--stack', stack.directory])).result.exit).toBe(0);

		first.type('no\r');
		expect(await first.waitForExit()).toBe(130);
		expect(await untouched(stack)).toEqual(before);
		expect(await namesIn(inStack('.lockkeeper'))).toEqual(['runs']);
	});

	test('takes the lock of one that was killed', async () => {
		const before = await untouched(stack);
		terminal = openInTerminal(['upgrade', '--stack', stack.directory, '--to', '0.1.10', '--plain']);
		await terminal.waitFor(/yes or no: $/m, 30_000);
		// The run works in a process of its own, which the lock names: killed with its front, as on a host that loses power.
		const { pid } = JSON.parse(await readFile(inStack('.lockkeeper', 'lock'), 'utf8'));
		process.kill(pid, 'SIGKILL');
		terminal.signal('SIGKILL');
		await terminal.waitForExit();
		expect(await namesIn(inStack('.lockkeeper'))).toEqual(expect.arrayContaining(['lock', 'control']));
		const { exit, text } = await refused(upgrade('0.1.9'));
		expect(exit).toBe(3);
		expect(text).not.toContain('Another Lockkeeper');
		expect(await namesIn(inStack('.lockkeeper'))).toEqual(['runs']);
		expect(await untouched(stack)).toEqual(before);
	});
});

/** Starts a program as a user who owns nothing, with these groups besides. */
const asNobody = (groups: readonly number[]) => [
	'setpriv',
	...['--reuid', '65534', '--regid', '65534'],
	...(groups.length > 0 ? ['--groups', groups.join(',')] : ['--clear-groups']),
];

/** Changes a file of the stack for as long as something runs, and puts it back as it was. */
async function withFile(
	name: string,
	change: (text: string, bytes: Buffer) => string | Buffer,
	act: () => Promise<void>,
): Promise<void> {
	const file = inStack(name);
	const bytes = await readFile(file);
	const { mode, uid, gid } = await stat(file);
	await writeFile(file, change(bytes.toString(), bytes));
	try {
		await act();
	} finally {
		await writeFile(file, bytes);
		await chmod(file, mode);
		await chown(file, uid, gid);
	}
}
