import { expect, test } from 'vitest';
import { nextPullProgress, type PullProgress, pulledBytes } from '../../source/docker/pull-progress.ts';

const after = (...lines: readonly string[]): PullProgress => lines.reduce(nextPullProgress, { layers: {} });

/** Lines of `docker compose pull` without a terminal, Compose 2.26; shortened to two layers. */
const recorded = [
	' api Pulling ',
	' a858bf65be8c Pulling fs layer ',
	' 3eb2a7e3d3b4 Pulling fs layer ',
	' 3eb2a7e3d3b4 Waiting ',
	' a858bf65be8c Downloading [>                                                  ]   98.3kB/8.003MB',
	' a858bf65be8c Downloading [=========================>                         ]  4.001MB/8.003MB',
	' 3eb2a7e3d3b4 Downloading [==================================================>]     512B/512B',
	' a858bf65be8c Verifying Checksum ',
	' a858bf65be8c Download complete ',
	' a858bf65be8c Extracting [>                                                  ]   98.3kB/8.003MB',
	' a858bf65be8c Pull complete ',
	' 3eb2a7e3d3b4 Pull complete ',
	' api Pulled ',
];

test.each([
	[4, 0, 0],
	[5, 98_300, 8_003_000],
	[6, 4_001_000, 8_003_000],
	[7, 4_001_512, 8_003_512],
	[9, 8_003_512, 8_003_512],
	[recorded.length, 8_003_512, 8_003_512],
])('after %i lines of a recorded pull: %i of %i bytes', (count, done, total) => {
	const bytes = pulledBytes(after(...recorded.slice(0, count)));
	expect(Math.round(bytes.done)).toBe(done);
	expect(Math.round(bytes.total)).toBe(total);
});

test('never goes back nor over the whole along a recorded pull', () => {
	let before = 0;
	for (let count = 1; count <= recorded.length; count++) {
		const { done, total } = pulledBytes(after(...recorded.slice(0, count)));
		expect(done).toBeGreaterThanOrEqual(before);
		expect(done).toBeLessThanOrEqual(total);
		before = done;
	}
});

test.each([
	['512B', 512],
	['98.3kB', 98_300],
	['8.003MB', 8_003_000],
	['1.2GB', 1_200_000_000],
	['2TB', 2e12],
])('%s counts in powers of 1000', (text, bytes) => {
	expect(pulledBytes(after(` a858bf65be8c Downloading [>  ]  0B/${text}`)).total).toBe(bytes);
});

test.each([
	['a layer that was here already', ' a858bf65be8c Already exists '],
	['a layer complete without a download', ' a858bf65be8c Pull complete '],
	['extracting, which is no download', ' a858bf65be8c Extracting [>  ]  98.3kB/8.003MB'],
	['the end', ' api Pulled '],
	['an error', ' api Error toomanyrequests: rate limit'],
	['nothing', ''],
])('%s tells nothing of bytes', (_condition, line) => {
	expect(after(line)).toEqual({ layers: {} });
});
