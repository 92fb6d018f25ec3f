// Touches the world: the image of the old version is gone from the practice stack's host when somebody wants back.
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, expect, test } from 'vitest';
import type { PracticeStack } from '../../source/practice/open-practice-stack.ts';
import type { Manifest } from '../../source/restore-points/manifest.ts';
import { sealOf } from '../../source/restore-points/seal.ts';
import { openPracticeQuickly } from '../practice/open-quickly.ts';
import { onStack } from '../practice/opened-stack.ts';

const program = join(import.meta.dirname, '../../dist/cli.js');
const image = 'specivo/specivo:0.1.9';
let stack: PracticeStack;
/** Where programs are looked for, when not where the stack says. */
let path: string | undefined;
afterEach(async () => {
	path = undefined;
	await stack.close();
});

/** From now on the registry answers as before, and no pull comes to its end. */
async function refusePulls(): Promise<void> {
	const [real = '', ...others] = (stack.engine.environment.PATH ?? '').split(':');
	const bin = join(stack.directory, '..', 'refusing');
	await mkdir(bin);
	await writeFile(
		join(bin, 'docker'),
		`#!/bin/sh\nif [ "$1" = pull ]; then echo 'toomanyrequests: try later' >&2; exit 1; fi\nexec ${real}/docker "$@"\n`,
		{ mode: 0o755 },
	);
	path = [bin, real, ...others].join(':');
}

async function call(...words: string[]) {
	const { exitCode, stdout } = await execa(
		process.execPath,
		[program, ...words, '--stack', stack.directory, '--yes', '--json'],
		{
			env: { ...stack.engine.environment, LANG: 'C.UTF-8', PATH: path ?? stack.engine.environment.PATH },
			stdin: 'ignore',
			reject: false,
			timeout: 120_000,
		},
	);
	const lines = stdout.split('\n').flatMap((line) => (line ? [JSON.parse(line)] : []));
	const last = lines.at(-1);
	return { exit: exitCode, lines, state: last?.state, text: last?.text?.join('\n') ?? stdout };
}
const pinned = async () =>
	/^SPECIVO_VERSION=(.*)$/m.exec(await readFile(join(stack.directory, '.env'), 'utf8'))?.[1];
const docker = (...argv: string[]) => onStack(stack).call({ argv: ['docker', ...argv] });

test('the registry has it by the digest that ran: it is pulled first, and the old version serves again', async () => {
	stack = await openPracticeQuickly({ rows: 300 });
	await stack.ready;
	const [{ Id: id, RepoDigests }] = JSON.parse(await docker('image', 'inspect', image));
	expect((await call('upgrade', '--to', '0.1.10')).exit).toBe(0);
	await docker('image', 'rm', image, 'lockkeeper-kept/specivo-specivo:0.1.9');
	await expect(docker('image', 'inspect', image)).rejects.toThrow(/no such image/i);

	const back = await call('rollback');
	expect({ exit: back.exit, state: back.state }, back.text).toEqual({ exit: 0, state: 'old version' });
	const { plan } = back.lines.findLast(({ type }) => type === 'plan');
	expect(plan.steps[0]).toMatchObject({
		id: 'pull-image',
		commands: [`docker pull ${RepoDigests[0]}`, `docker image tag ${RepoDigests[0]} ${image}`],
	});
	expect(await pinned()).toBe('0.1.9');
	const { api } = await onStack(stack).containers();
	expect(api?.Config.Image).toBe(image);
	expect(JSON.parse(await docker('image', 'inspect', image))[0].Id).toBe(id);
}, 120_000);

test('the pull fails: what runs goes on, and the sentence says why', async () => {
	stack = await openPracticeQuickly({ rows: 300, version: '0.1.10' });
	await stack.ready;
	expect((await call('backup')).exit).toBe(0);
	const backups = join(stack.directory, '.lockkeeper', 'backups', 'practice');
	const [taken = ''] = await readdir(backups);
	// As one of the version before, whose image was never on this host.
	const old = '20260101T000000Z-0.1.9';
	await cp(join(backups, taken), join(backups, old), { recursive: true });
	const file = join(backups, old, 'manifest.json');
	const manifest: Manifest = {
		...JSON.parse(await readFile(file, 'utf8')),
		...{ id: old, version: '0.1.9' },
	};
	await writeFile(file, JSON.stringify({ ...manifest, seal: sealOf(manifest) }));
	const before = await onStack(stack).containers();

	await refusePulls();
	const { exit, text, lines } = await call('rollback', '--to', old);
	expect(exit, text).toBe(3);
	expect(text).toContain(`pull the image of 0.1.9: ${image} could not be pulled: toomanyrequests: try later`);
	expect(text).toContain('Nothing in use was changed: what runs goes on.');
	const begun = lines.flatMap(({ type, step }) => (type === 'step begins' ? [step] : []));
	expect(begun).toEqual(['pull-image']);
	expect(await pinned()).toBe('0.1.10');
	expect(await onStack(stack).containers()).toEqual(before);
}, 120_000);
