import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { describe, expect, onTestFinished, test } from 'vitest';
import * as git from '../../source/git/arguments.ts';
import { changedIn, readCheckout, readRemoteVersions, versionsIn } from '../../source/git/checkout.ts';
import { gitProblem } from '../../source/git/run.ts';

test.each([
	['v', ['v1.0.10', 'v1.0.2', 'v1.1.0-rc.1'], ['1.0.2', '1.0.10', '1.1.0-rc.1']],
	['v', ['1.0.2', 'v1', 'v1.0', 'latest', 'vv1.0.0', ''], []],
	['', ['v1.0.2', '1.0.3'], ['1.0.3']],
	['release/', ['release/2.0.0', 'v3.0.0'], ['2.0.0']],
])('releases among tags with the prefix “%s”', (prefix, tags, versions) => {
	expect(versionsIn(tags, prefix)).toEqual(versions);
});

test.each([
	['', []],
	[' M docker/Caddyfile\nM  a\nMM b', ['docker/Caddyfile', 'a', 'b']],
	['M docker/Caddyfile', ['docker/Caddyfile']],
	['R  old -> new', ['new']],
])('changed files in %j', (status, paths) => {
	expect(changedIn(status)).toEqual(paths);
});

describe('what git could not do is told with what to do about it', () => {
	const command = git.head('/srv/shop');
	test.each([
		[
			'fatal: not a git repository (or any of the parent directories): .git',
			'Expected a git checkout in /srv/shop, found none.',
		],
		[
			"fatal: detected dubious ownership in repository at '/srv/shop'",
			'/srv/shop belongs to another user: git does not trust it.',
		],
		[
			'fatal: Needed a single revision',
			'git rev-parse --verify HEAD ended with exit code 128: fatal: Needed a single revision',
		],
	])('%s', (stderr, message) => {
		const [said] = gitProblem(command, { stderr, exitCode: 128, timedOut: false, code: undefined });
		expect(said).toBe(message);
	});
	test('git is missing', () => {
		const [said] = gitProblem(command, { stderr: '', exitCode: undefined, timedOut: false, code: 'ENOENT' });
		expect(said).toBe('Expected git on this host, found none.');
	});
});

/** A checkout of v1.0.1 whose remote also has v1.0.2. */
async function repository(): Promise<{ directory: string; call: (...words: string[]) => Promise<string> }> {
	const parent = await mkdtemp(path.join(tmpdir(), 'lockkeeper-git-'));
	onTestFinished(() => rm(parent, { recursive: true, force: true }));
	const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.invalid'];
	const callIn =
		(directory: string) =>
		async (...words: string[]) =>
			(await execa('git', ['-C', directory, ...identity, ...words])).stdout;
	const [origin, directory] = [path.join(parent, 'origin'), path.join(parent, 'shop')];
	await mkdir(path.join(origin, 'apps'), { recursive: true });
	const atOrigin = callIn(origin);
	await atOrigin('init', '--quiet', '--initial-branch=main');
	for (const version of ['1.0.1', '1.0.2']) {
		await writeFile(path.join(origin, 'apps', 'version'), version);
		await atOrigin('add', '.');
		await atOrigin('commit', '--quiet', '--message', version);
		await atOrigin('tag', `v${version}`);
	}
	await execa('git', [
		'clone',
		'--quiet',
		'--branch',
		'v1.0.1',
		'--no-tags',
		'--single-branch',
		origin,
		directory,
	]);
	const call = callIn(directory);
	await call('fetch', '--quiet', '--no-tags', 'origin', 'tag', 'v1.0.1');
	return { directory, call };
}

describe('a checkout', () => {
	test('of a tag, whatever its settings name to run', async () => {
		const { directory, call } = await repository();
		const mark = path.join(directory, '..', 'ran');
		await call('config', 'core.fsmonitor', `touch ${mark}; false`);
		expect(await readCheckout(directory, 'v')).toEqual({
			...{ commit: expect.stringMatching(/^[0-9a-f]{40}$/), version: '1.0.1', described: 'v1.0.1' },
			...{ changed: [], ownCommits: 0, place: '', gitDirectory: '.git' },
		});
		expect(await readRemoteVersions(directory, 'v')).toEqual(['1.0.1', '1.0.2']);
		await expect(execa('ls', [mark])).rejects.toThrow('No such file');
	});

	test('with a changed file; what git does not track is no change', async () => {
		const { directory } = await repository();
		await writeFile(path.join(directory, 'apps', 'version'), 'mine');
		await writeFile(path.join(directory, '.env'), 'A=b');
		expect((await readCheckout(directory, 'v')).changed).toEqual(['apps/version']);
	});

	test('with a commit of its own on a branch, below the top', async () => {
		const { directory, call } = await repository();
		await call('checkout', '--quiet', '-b', 'mine');
		await call('commit', '--quiet', '--allow-empty', '--message', 'mine');
		const found = await readCheckout(path.join(directory, 'apps'), 'v');
		expect(found).toMatchObject({ branch: 'mine', ownCommits: 1, place: 'apps/' });
		expect(found.version).toBeUndefined();
		expect(found.described).toMatch(/^v1\.0\.1-1-g/);
	});

	test('that is none', async () => {
		const directory = await mkdtemp(path.join(tmpdir(), 'lockkeeper-no-git-'));
		onTestFinished(() => rm(directory, { recursive: true }));
		await expect(readCheckout(directory, 'v')).rejects.toThrow(
			`Expected a git checkout in ${directory}, found none.`,
		);
	});
});
