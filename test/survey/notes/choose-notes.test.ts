import { expect, test } from 'vitest';
import { chooseNotes, type Tried, tellsAll } from '../../../source/survey/notes/choose-notes.ts';

const way = { current: '1.0.0', target: '1.2.0', versions: ['1.0.0', '1.1.0', '1.2.0'] };
const of = (source: string, ...versions: readonly string[]): Tried => ({
	source,
	read: {
		ok: true,
		value: { place: source, text: versions.map((version) => `## ${version}\n- a\n`).join('') },
	},
});
const kept = (tried: Tried): Tried =>
	tried.read.ok
		? {
				...tried,
				read: {
					ok: true,
					value: { ...tried.read.value, kept: { at: '2026-06-01T00:00:00Z', why: 'it is down' } },
				},
			}
		: tried;
const down = (source: string, problem = 'it is down'): Tried => ({ source, read: { ok: false, problem } });

const chosen = (...tried: readonly Tried[]) => {
	const { passedOver = [], ...found } = chooseNotes(tried, way);
	return [
		found.ok ? found.value.place : `none: ${found.problem}`,
		...passedOver.map(({ source, why }) => `${source}: ${why}`),
	];
};

test.each<[string, readonly Tried[], readonly string[]]>([
	['the only one', [of('a', '1.1.0', '1.2.0')], ['a']],
	[
		'the first that tells all',
		[of('a', '1.1.0'), of('b', '1.1.0', '1.2.0')],
		['b', 'a: it says nothing about 1.2.0'],
	],
	[
		'none tells all: the one that lacks the fewest',
		[of('a'), of('b', '1.2.0'), down('c')],
		['b', 'a: it says nothing about 1.1.0 and 1.2.0', 'c: it is down'],
	],
	['of equals the first', [of('a', '1.1.0'), of('b', '1.2.0')], ['a', 'b: it says nothing about 1.1.0']],
	[
		'what was kept is better than less',
		[kept(of('a', '1.1.0', '1.2.0')), of('b', '1.2.0')],
		['a', 'b: it says nothing about 1.1.0'],
	],
	[
		'and not as good as the same now',
		[kept(of('a', '1.1.0', '1.2.0')), of('b', '1.1.0', '1.2.0')],
		['b', 'a: another one is newer'],
	],
	[
		'none',
		[down('a', 'first'), down('b', 'se\u001b[31mcond\nline')],
		['none: a: first; b: second line', 'a: first', 'b: second line'],
	],
	['no source', [], ['none: the runbook names no changelog']],
	[
		'one that nobody can be asked to read, and one that says less',
		[
			{
				source: 'a',
				read: { ok: true, value: { place: 'a', text: `## 1.1.0\n${'- a\n'.repeat(1_200_000)}## 1.2.0\n` } },
			},
			of('b', '1.2.0'),
		],
		['b', 'a: it has 4.6 MiB between 1.0.0 and 1.2.0, and at most 4 MiB are shown'],
	],
])('%s', (_what, tried, expected) => {
	expect(chosen(...tried)).toEqual(expected);
});

test('another source is asked until one tells all, now', () => {
	expect(tellsAll(of('a', '1.1.0', '1.2.0'), way)).toBe(true);
	expect(tellsAll(of('a', '1.2.0'), way)).toBe(false);
	expect(tellsAll(kept(of('a', '1.1.0', '1.2.0')), way)).toBe(false);
	expect(tellsAll(down('a'), way)).toBe(false);
	// While no version is known to run, nothing can be missing.
	expect(tellsAll(of('a'), { ...way, current: undefined })).toBe(true);
});
