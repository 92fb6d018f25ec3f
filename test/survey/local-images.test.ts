import { afterEach, beforeEach, expect, test } from 'vitest';
import { readLocalImages } from '../../source/survey/local-images.ts';
import { type StubDocker, stubDocker } from '../docker/stub-docker.ts';

let docker: StubDocker;
beforeEach(() => {
	docker = stubDocker();
});
afterEach(() => docker.remove());

test('each image once, with names, digests and layers, whatever the engine leaves out', async () => {
	const images = [
		{ Id: 'a', RepoTags: ['acme/app:1'], RepoDigests: ['acme/app@sha256:d'], RootFS: { Layers: ['l'] } },
		{ Id: 'b', RepoTags: null, RepoDigests: null, RootFS: { Type: 'layers' } },
	];
	docker.answers([
		{ when: 'image ls --quiet --no-trunc', stdout: 'a\nb\na\n' },
		{ when: 'image inspect a b', stdout: JSON.stringify(images) },
	]);
	expect(await readLocalImages(docker.engine)).toEqual([
		{ id: 'a', tags: ['acme/app:1'], digests: ['acme/app@sha256:d'], diffIds: ['l'] },
		{ id: 'b', tags: [], digests: [], diffIds: [] },
	]);
});

test('a host without images is asked no further', async () => {
	docker.answers([{ when: 'image ls', stdout: '' }]);
	expect(await readLocalImages(docker.engine)).toEqual([]);
	expect(docker.calls()).toHaveLength(1);
});

test('an image that goes meanwhile: listed anew, three times at most', async () => {
	docker.answers([
		{ when: 'image ls', stdout: 'a\n' },
		{ when: 'image inspect', stderr: 'Error: No such image: a', exit: 1 },
	]);
	await expect(readLocalImages(docker.engine)).rejects.toThrow(/No such image/);
	expect(docker.calls()).toHaveLength(6);
});

test('an engine that does not answer is asked once', async () => {
	docker.answers([{ when: 'image ls', stderr: 'Cannot connect to the Docker daemon', exit: 1 }]);
	await expect(readLocalImages(docker.engine)).rejects.toThrow(/Cannot connect/);
	expect(docker.calls()).toHaveLength(1);
});
