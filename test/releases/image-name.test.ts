import { expect, test } from 'vitest';
import { parseImageName, registryAddresses } from '../../source/releases/image-name.ts';

const hub = 'https://registry-1.docker.io';

test.each([
	['nginx', { repository: 'library/nginx', tag: 'latest' }, [hub]],
	['nginx:1-alpine', { repository: 'library/nginx', tag: '1-alpine' }, [hub]],
	['docker.io/nginx', { repository: 'library/nginx', tag: 'latest' }, [hub]],
	['docker.io/library/nginx:1', { repository: 'library/nginx', tag: '1' }, [hub]],
	['specivo/specivo:0.1.9', { repository: 'specivo/specivo', tag: '0.1.9' }, [hub]],
	['ghcr.io/a/b/c:1', { host: 'ghcr.io', repository: 'a/b/c', tag: '1' }, ['https://ghcr.io']],
	['localhost/a', { host: 'localhost', repository: 'a', tag: 'latest' }, ['http://localhost']],
	[
		'127.0.0.1:5000/a/b:2',
		{ host: '127.0.0.1:5000', repository: 'a/b', tag: '2' },
		['http://127.0.0.1:5000'],
	],
	['[::1]:5000/a', { host: '[::1]:5000', repository: 'a', tag: 'latest' }, ['http://[::1]:5000']],
	['nas:5000/a', { host: 'nas:5000', repository: 'a', tag: 'latest' }, ['https://nas:5000']],
	['127x.example/a', { host: '127x.example', repository: 'a', tag: 'latest' }, ['https://127x.example']],
	['a/b@sha256:12', { repository: 'a/b', digest: 'sha256:12' }, [hub]],
	['a/b:1@sha256:12', { repository: 'a/b', tag: '1', digest: 'sha256:12' }, [hub]],
])('%s', (reference, name, addresses) => {
	expect(parseImageName(reference)).toEqual(name);
	expect(registryAddresses(parseImageName(reference), [])).toEqual(addresses);
});

test('mirrors come first, for Docker Hub alone', () => {
	const mirrors = ['http://127.0.0.1:5000/', 'https://mirror.example//'];
	expect(registryAddresses(parseImageName('nginx'), mirrors)).toEqual([
		'http://127.0.0.1:5000',
		'https://mirror.example',
		hub,
	]);
	expect(registryAddresses(parseImageName('ghcr.io/a/b'), mirrors)).toEqual(['https://ghcr.io']);
});
