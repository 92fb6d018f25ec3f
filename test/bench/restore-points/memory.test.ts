import { expect, test } from 'vitest';
import { readMemory, together } from './memory.ts';

test('a process that has no memory any more is none', () => {
	expect(readMemory('Rss:     100 kB\nPss:      40 kB\nPss_Anon:  7 kB\nAnonymous:  30 kB\n')).toEqual({
		resident: 102_400,
		anonymous: 30_720,
	});
	expect(readMemory('')).toBeUndefined();
});

test('two processes of one program hold its pages once, and their own twice', () => {
	const docker = { program: 'docker', resident: 50, anonymous: 10 };
	const tar = { program: 'tar', resident: 7, anonymous: 3 };
	expect(together([docker, { ...docker, resident: 45 }, tar])).toBe(10 + 10 + 40 + 7);
});
