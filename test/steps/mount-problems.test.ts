import { expect, test } from 'vitest';
import { mountProblems } from '../../source/steps/mount-problems.ts';

const files = { service: 'server', source: '/srv/files', target: '/app/files' };
const cache = { service: 'server', source: '/var/lib/docker/volumes/3f/_data', target: '/cache' };
const declared = (_service: string, target: string) => target === '/app/files';

test.each<[string, readonly (typeof files)[], readonly string[]]>([
	['the same', [cache, files], []],
	['an anonymous volume went: nobody named it', [files], []],
	['gone', [], ['server has /srv/files no longer, which it had at /app/files']],
	[
		'it maps elsewhere',
		[{ ...files, target: '/data/files' }],
		['server has /srv/files at /data/files, it had it at /app/files'],
	],
	[
		'another directory in its place',
		[{ ...files, source: '/srv/empty' }],
		['server has /srv/empty at /app/files, it had /srv/files'],
	],
	[
		'only another service has it',
		[{ ...files, service: 'other' }],
		['server has /srv/files no longer, which it had at /app/files'],
	],
])('%s', (_condition, now, problems) => {
	expect(mountProblems([files, cache], now, declared)).toEqual(problems);
});
