import { describe, expect, test } from 'vitest';
import { chainIds, readImageConfig } from '../../source/releases/image-config.ts';

const diffId = (digit: string) => `sha256:${digit.repeat(64)}`;
const config = (changes: object = {}) =>
	JSON.stringify({
		architecture: 'arm64',
		os: 'linux',
		variant: 'v8',
		created: '2026-03-02T10:00:00.123456789Z',
		config: { Labels: { 'org.opencontainers.image.version': '1.4.2', 'com.example.secret': 'x' } },
		rootfs: { type: 'layers', diff_ids: [diffId('a'), diffId('b')] },
		...changes,
	});
const labelled = (labels: object) => readImageConfig(config({ config: { Labels: labels } })).labels;

test('platform, date, standard labels, layers', () => {
	expect(readImageConfig(config())).toEqual({
		platform: 'linux/arm64/v8',
		created: '2026-03-02T10:00:00.123Z',
		labels: { version: '1.4.2' },
		diffIds: [diffId('a'), diffId('b')],
	});
});

test.each([
	['of the beginning of time', '1970-01-01T00:00:00Z'],
	['of the year 1', '0001-01-01T00:00:00Z'],
	['that is none', 'yesterday'],
	['that is missing', null],
])('a date %s tells nothing; a label may', (_what, created) => {
	expect(readImageConfig(config({ created }))).not.toHaveProperty('created');
	const labels = { 'org.opencontainers.image.created': '2026-01-02T03:04:05Z' };
	expect(readImageConfig(config({ created, config: { Labels: labels } })).created).toBe(
		'2026-01-02T03:04:05.000Z',
	);
});

describe('whoever wrote a label', () => {
	const image = 'org.opencontainers.image';

	test('it moves no cursor, and is one line of at most 200 characters', () => {
		expect(labelled({ [`${image}.title`]: ' \u001b[31mred\u001b[0m\u202e\nmore' })).toEqual({ title: 'red' });
		expect(labelled({ [`${image}.title`]: 'x'.repeat(5000) }).title).toHaveLength(201);
	});

	test('no more than 20 are taken, and only texts under plain names', () => {
		const many = Object.fromEntries(
			Array.from({ length: 100 }, (_each, index) => [`${image}.l${index}`, 'x']),
		);
		expect(Object.keys(labelled(many))).toHaveLength(20);
		expect(labelled({ [`${image}.a b`]: 'x', [`${image}.n`]: 1, [`${image}.e`]: '', other: 'x' })).toEqual(
			{},
		);
	});
});

test.each([
	['no JSON', '{"os":', /no JSON/],
	['no map', '[]', /another shape/],
	['no layers', config({ rootfs: {} }), /another shape than expected \(rootfs\.diff_ids\)/],
	['a layer without a digest', config({ rootfs: { diff_ids: ['x'] } }), /rootfs\.diff_ids\.0/],
	['too many layers', config({ rootfs: { diff_ids: Array(1001).fill(diffId('a')) } }), /rootfs\.diff_ids/],
])('refused: %s', (_what, text, message) => {
	expect(() => readImageConfig(text)).toThrow(message);
});

test('a layer’s chain has all layers below it in it, as the engine reckons it', () => {
	// The specification's own way, by `printf '%s %s' "$below" "$own" | sha256sum`.
	expect(chainIds([diffId('a'), diffId('b'), diffId('c')])).toEqual([
		diffId('a'),
		'sha256:ccd722928bd92476ba1745586fed6e45a102504185ad88cd89e01ff116fd146c',
		'sha256:c1377126441fb2f5ec2c21ae2a60255331d639e830f0ee1b40a36e52d4c40588',
	]);
	expect(chainIds([diffId('b'), diffId('a')])[1]).not.toBe(chainIds([diffId('a'), diffId('b')])[1]);
});
