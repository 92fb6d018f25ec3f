import { expect, test } from 'vitest';
import { tagsUnmoved } from '../../source/checks/tags-unmoved.ts';
import type { TagFact } from '../../source/survey/facts.ts';
import { digest } from '../survey/facts-fixture.ts';
import { inputFixture } from './input.ts';

const tag = (there: TagFact['there'], is: TagFact['is'] = 'running'): TagFact => ({
	...{ reference: `specivo/specivo:${is === 'running' ? '0.1.9' : '0.1.10'}`, is },
	...{ here: digest('a'), there },
});
const there = (of: string, same: boolean) => ({ ok: true, value: { digest: digest(of), same } }) as const;
const down = { ok: false, problem: 'it did not answer in time' } as const;
const gone = { ok: false, problem: 'no such manifest', absent: true } as const;
const command = (...versions: readonly string[]) =>
	`docker image inspect --format '{{json .RepoDigests}}' ${versions.map((version) => `specivo/specivo:${version}`).join(' ')}`;

test.each<[string, readonly TagFact[] | undefined, string, string]>([
	['nobody asked', undefined, 'skip', 'no image of the app came here from a registry under a release’s tag'],
	[
		'none came from a registry',
		[],
		'skip',
		'no image of the app came here from a registry under a release’s tag',
	],
	[
		'the same',
		[tag(there('a', true))],
		'pass',
		'specivo/specivo:0.1.9 is sha256:aaaaaaaaaaaa here and in the registry',
	],
	[
		'another index, the same image',
		[tag(there('b', true))],
		'pass',
		'specivo/specivo:0.1.9 is one image here (sha256:aaaaaaaaaaaa) and in the registry (sha256:bbbbbbbbbbbb)',
	],
	[
		'could not be asked',
		[tag(down)],
		'skip',
		'the registry could not be asked about specivo/specivo:0.1.9: it did not answer in time',
	],
])('%s', (_condition, tags, outcome, evidence) => {
	const finding = tagsUnmoved.examine(inputFixture({ tags }));
	expect(finding).toMatchObject({ outcome, evidence });
	expect(finding.command).toBe(tags?.length ? command('0.1.9') : undefined);
	expect(finding.advice).toBeUndefined();
});

test('a running tag that moved: both digests, what it means, what to do', () => {
	expect(tagsUnmoved.examine(inputFixture({ tags: [tag(there('b', false))] }))).toEqual({
		check: 'tags-unmoved',
		title: 'Tags not moved',
		outcome: 'warn',
		evidence:
			'specivo/specivo:0.1.9 is sha256:aaaaaaaaaaaa here, and sha256:bbbbbbbbbbbb in the registry today',
		command: command('0.1.9'),
		advice:
			'Ask the vendor why specivo/specivo:0.1.9 was published anew. What runs is not touched by that, and the upgrade keeps it by a tag of its own; but a pull by that tag brings the other image.',
	});
});

test('the target’s tag that moved is told beside one that did not', () => {
	const tags = [tag(there('a', true)), tag(there('c', false), 'target')];
	expect(tagsUnmoved.examine(inputFixture({ tags }))).toMatchObject({
		outcome: 'warn',
		evidence: expect.stringMatching(
			/0\.1\.9 is .* here and in the registry; .*0\.1\.10 is sha256:a{12} here, and sha256:c{12} in the registry today$/,
		),
		command: command('0.1.9', '0.1.10'),
		advice: expect.stringMatching(
			/^Ask the vendor why specivo\/specivo:0\.1\.10 .* pulls what the registry has today/,
		),
	});
});

test('a running tag that the registry no longer has: this host has it alone', () => {
	expect(tagsUnmoved.examine(inputFixture({ tags: [tag(gone)] }))).toMatchObject({
		outcome: 'warn',
		evidence: 'the registry no longer has specivo/specivo:0.1.9, here sha256:aaaaaaaaaaaa',
		advice: expect.stringMatching(/docker image save --output FILE specivo\/specivo:0\.1\.9\.$/),
	});
});
