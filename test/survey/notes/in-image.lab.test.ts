// Touches the world: images of the test's own on the real engine.
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { defaultEngine } from '../../../source/docker/engine.ts';
import { notesInImage } from '../../../source/survey/notes/in-image.ts';

const image = `lockkeeper-notes-test-${process.pid}:1.0.0`;
const docker = (input: Buffer | string, ...argv: string[]) =>
	execFileSync('docker', argv, { encoding: 'utf8', input }).trim();
let directory: string;
const read = (path: string, of = image) => notesInImage(defaultEngine, directory, of, path);
const ours = () =>
	docker('', 'ps', '--all', '--quiet', '--filter', `label=lockkeeper.directory=${directory}`);

beforeAll(async () => {
	directory = await mkdtemp(join(tmpdir(), 'lockkeeper-notes-image-'));
	const app = join(directory, 'app');
	await mkdir(app);
	await writeFile(join(app, 'CHANGELOG.md'), '## 1.0.0\n- é\n');
	await symlink('CHANGELOG.md', join(app, 'link.md'));
	await symlink(join(app, 'CHANGELOG.md'), join(app, 'out.md'));
	// Nothing in it could be run, and nothing is.
	const archive = execFileSync('tar', ['-C', directory, '-cf', '-', 'app']);
	docker(archive, 'import', '--change', 'VOLUME /data', '-', image);
});
afterAll(async () => {
	docker('', 'image', 'rm', '--force', image);
	await rm(directory, { recursive: true, force: true });
});

test('a file of an image, read without anything of it being run, and nothing stays', async () => {
	expect(await read('/app/CHANGELOG.md')).toEqual({
		text: '## 1.0.0\n- é\n',
		place: `/app/CHANGELOG.md in ${image}`,
		command: `docker run --rm --network none --entrypoint cat ${image} /app/CHANGELOG.md | grep -n '^## '`,
	});
	expect((await read('/app/link.md')).text).toBe('## 1.0.0\n- é\n');
	expect(ours()).toBe('');
});

test.each([
	['a file that is not there', '/app/NONE.md', 'there is no such file in the image'],
	['a directory', '/app', 'expected a file there, found something else'],
	// It is one of the image's, which has none; never this host's.
	['a link to a file of the host', '/app/out.md', /no such file|found something else/],
])('refused: %s', async (_what, path, message) => {
	await expect(read(path)).rejects.toThrow(message);
	expect(ours()).toBe('');
});

test('an image that is not here is not pulled', async () => {
	await expect(read('/app/CHANGELOG.md', 'lockkeeper-notes-test:none')).rejects.toThrow(
		'not on this host yet',
	);
});
