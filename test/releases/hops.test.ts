import { describe, expect, test } from 'vitest';
import { type HopRule, type HopRules, ruleInWords } from '../../source/releases/hop-rules.ts';
import { planHops } from '../../source/releases/hops.ts';

const specivo = ['0.1.8', '0.1.9', '0.1.10', '0.2.0', '0.2.1', '0.3.0-rc.1', '0.3.0', '0.3.1', '0.4.0'];
const majors = ['0.8.0', '0.9.0', '0.9.4', '1.0.0', '1.0.2', '1.1.0', '2.3.0'];
const minor: HopRule = 'one minor at a time';

describe('one minor at a time', () => {
	test.each([
		['the next patch', '0.1.9', '0.1.10', specivo, ['0.1.10']],
		['a patch further on', '0.1.8', '0.1.10', specivo, ['0.1.10']],
		['the next minor, not from its last patch', '0.1.8', '0.2.0', specivo, ['0.2.0']],
		['the newest of the next minor', '0.1.9', '0.2.1', specivo, ['0.2.1']],
		['typed with v', '0.1.9', 'v0.2.0', specivo, ['0.2.0']],
		['two minors on: through the newest of the first', '0.1.9', '0.3.0', specivo, ['0.2.1', '0.3.0']],
		['three minors on', '0.1.9', '0.4.0', specivo, ['0.2.1', '0.3.1', '0.4.0']],
		['to a pre-release of the next minor', '0.2.1', '0.3.0-rc.1', specivo, ['0.3.0-rc.1']],
		['from a pre-release to its release', '0.3.0-rc.1', '0.3.0', specivo, ['0.3.0']],
		['never through a pre-release', '0.1.0', '0.3.0', ['0.1.0', '0.2.0-rc.1', '0.3.0'], ['0.3.0']],
		['over a minor that never came out', '0.1.0', '0.5.0', ['0.1.0', '0.5.0'], ['0.5.0']],
		['to the next major from its last minor', '0.9.0', '1.0.0', majors, ['1.0.0']],
		['to the next major: the last minor first', '0.8.0', '1.0.2', majors, ['0.9.4', '1.0.2']],
		['through a major', '0.9.4', '2.3.0', majors, ['1.0.2', '1.1.0', '2.3.0']],
		['a minor of two digits', '0.9.0', '0.11.0', ['0.9.0', '0.10.0', '0.11.0'], ['0.10.0', '0.11.0']],
		['releases given in any order', '0.1.9', '0.3.0', [...specivo].reverse(), ['0.2.1', '0.3.0']],
		['no list of releases, same minor', '0.1.9', '0.1.10', undefined, ['0.1.10']],
		['no list of releases, next minor', '0.1.9', '0.2.0', undefined, ['0.2.0']],
	])('%s', (_condition, current, target, versions, path) => {
		const plan = planHops({ current, target, versions, rule: minor });
		if (!plan.ok) throw new Error(plan.problem);
		expect(plan.hops.map((hop) => hop.to)).toEqual(path);
		expect(plan.hops.map((hop) => hop.from)).toEqual([current, ...path.slice(0, -1)]);
		for (const hop of plan.hops) expect(hop.reason).not.toBe('');
	});
});

test('the reason of a hop names its minor', () => {
	const plan = planHops({ current: '0.1.9', target: '0.3.0', versions: specivo, rule: minor });
	expect(plan).toMatchObject({
		hops: [
			{ reason: '0.2 is the next minor after 0.1, and 0.2.1 its newest release' },
			{ reason: '0.3 is the next minor after 0.2' },
		],
	});
});

test('with the rule any, every newer release is one hop away', () => {
	const plan = planHops({ current: '0.1.9', target: '0.4.0', versions: specivo, rule: 'any' });
	expect(plan).toMatchObject({ ok: true, hops: [{ from: '0.1.9', to: '0.4.0' }] });
});

describe('refused, with what was expected, what was found and what to do', () => {
	test.each([
		['older', '0.1.9', '0.1.8', specivo, /0\.1\.8, which is older/, /rollback/],
		['equal', '0.1.9', '0.1.9', specivo, /the one that runs/, /0\.4\.0, 0\.3\.1/],
		['equal, typed with v', '0.1.9', 'v0.1.9', specivo, /the one that runs/, /0\.4\.0/],
		['the newest already runs', '0.4.0', '0.4.0', specivo, /the one that runs/, /No such release/],
		['not a version', '0.1.9', 'banana', specivo, /exact version .* found “banana”/, /Name one of/],
		['a floating tag', '0.1.9', 'latest', specivo, /found “latest”/, /Name one of/],
		['a minor alone', '0.1.9', '0.2', specivo, /found “0\.2”/, /Name one of/],
		['empty', '0.1.9', '', specivo, /found “”/, /Name one of/],
		['unknown', '0.1.9', '0.2.7', specivo, /exists, found 0\.2\.7/, /0\.2\.1/],
		['from something that is no version', 'latest', '0.2.0', specivo, /running version/, /Pin/],
		['unlisted minors in between', '0.1.9', '0.3.0', undefined, /no list of releases/, /next minor/],
		['another major without a list', '0.9.0', '1.0.0', undefined, /no list of releases/, /next minor/],
	])('%s', (_condition, current, target, versions, problem, advice) => {
		expect(planHops({ current, target, versions, rule: minor })).toEqual({
			ok: false,
			problem: expect.stringMatching(problem),
			advice: expect.stringMatching(advice),
		});
	});

	test.each(['0.1.8', '0.1.9', 'banana', '0.2.7'])('with the rule any too: %s', (target) => {
		expect(planHops({ current: '0.1.9', target, versions: specivo, rule: 'any' }).ok).toBe(false);
	});
});

/** A product with stops, long minors and a break at 3.0.0. */
const product = [
	...['1.0.0', '1.4.0', '1.4.7', '1.5.0', '1.9.2', '2.0.0', '2.0.3', '2.1.0', '2.4.0', '2.4.5', '2.9.0'],
	...['3.0.0-beta.1', '3.0.0', '3.1.0', '4.0.0', '4.2.0', '5.0.0'],
];
const any = { step: 'any' } as const;
const withStops: HopRules = { ...any, stops: ['1.4.0', { at: '2.0.3', because: 'it moves the files' }] };
const withMinimum: HopRules = {
	...any,
	minimum: [{ for: '>=3.0.0', from: '2.4.0', because: 'old sessions' }],
};
const patchFirst: HopRules = { ...any, latestPatchFirst: true };
const all: HopRules = { ...withStops, ...withMinimum, ...patchFirst, step: 'one major at a time' };
const perMajor: HopRule = 'one major at a time';
const minors: HopRules = { ...all, step: 'one minor at a time' };

describe('by rules of every kind', () => {
	test.each<[string, HopRule, string, string, readonly string[] | undefined, readonly string[]]>([
		// Majors.
		['majors: within one', perMajor, '1.0.0', '1.9.2', product, ['1.9.2']],
		['majors: to the next', perMajor, '1.0.0', '2.9.0', product, ['2.9.0']],
		['majors: two on, through the newest between', perMajor, '1.0.0', '3.1.0', product, ['2.9.0', '3.1.0']],
		['majors: four on', perMajor, '1.9.2', '5.0.0', product, ['2.9.0', '3.1.0', '4.2.0', '5.0.0']],
		['majors: no list, the next', perMajor, '1.0.0', '2.0.0', undefined, ['2.0.0']],
		['majors: no list, the same', perMajor, '1.0.0', '1.4.0', undefined, ['1.4.0']],
		['majors: to a pre-release', perMajor, '2.9.0', '3.0.0-beta.1', product, ['3.0.0-beta.1']],
		['majors: over one that never came out', perMajor, '1.0.0', '4.0.0', ['1.0.0', '4.0.0'], ['4.0.0']],
		// Stops.
		['stops: none on the way', withStops, '2.1.0', '5.0.0', product, ['5.0.0']],
		['stops: one on the way', withStops, '1.4.0', '3.0.0', product, ['2.0.3', '3.0.0']],
		['stops: both on the way', withStops, '1.0.0', '3.0.0', product, ['1.4.0', '2.0.3', '3.0.0']],
		['stops: to the stop itself', withStops, '1.5.0', '2.0.3', product, ['2.0.3']],
		['stops: from the stop', withStops, '2.0.3', '5.0.0', product, ['5.0.0']],
		['stops: just before it', withStops, '1.5.0', '2.0.0', product, ['2.0.0']],
		['stops: just after it', withStops, '1.5.0', '2.1.0', product, ['2.0.3', '2.1.0']],
		['stops: without a list', withStops, '1.0.0', '3.0.0', undefined, ['1.4.0', '2.0.3', '3.0.0']],
		[
			'stops: told in any order',
			{ ...any, stops: ['2.0.3', '1.4.0'] },
			'1.0.0',
			'2.1.0',
			product,
			['1.4.0', '2.0.3', '2.1.0'],
		],
		[
			'stops: with minors',
			{ step: 'one minor at a time', stops: ['1.4.0'] },
			'1.0.0',
			'1.5.0',
			product,
			['1.4.0', '1.5.0'],
		],
		// Minimums.
		['minimum: met', withMinimum, '2.4.0', '3.0.0', product, ['3.0.0']],
		['minimum: met by a newer one', withMinimum, '2.9.0', '5.0.0', product, ['5.0.0']],
		[
			'minimum: not met, the newest that meets it comes first',
			withMinimum,
			'1.0.0',
			'3.1.0',
			product,
			['2.9.0', '3.1.0'],
		],
		['minimum: a target below it', withMinimum, '1.0.0', '2.9.0', product, ['2.9.0']],
		[
			'minimum: for a pre-release too',
			withMinimum,
			'2.0.0',
			'3.0.0-beta.1',
			product,
			['2.9.0', '3.0.0-beta.1'],
		],
		['minimum: met, no list', withMinimum, '2.4.0', '3.0.0', undefined, ['3.0.0']],
		[
			'minimum: two of them',
			{
				...any,
				minimum: [
					{ for: '>=5.0.0', from: '4.0.0' },
					{ for: '>=3.0.0 <5.0.0', from: '2.4.0' },
				],
			},
			'1.0.0',
			'5.0.0',
			product,
			['2.9.0', '4.2.0', '5.0.0'],
		],
		// The latest patch first.
		['patch first: within the minor', patchFirst, '2.4.0', '2.4.5', product, ['2.4.5']],
		['patch first: to another minor', patchFirst, '2.4.0', '3.0.0', product, ['2.4.5', '3.0.0']],
		['patch first: from the latest', patchFirst, '2.4.5', '3.0.0', product, ['3.0.0']],
		['patch first: no list, same minor', patchFirst, '2.4.0', '2.4.5', undefined, ['2.4.5']],
		[
			'patch first: Specivo',
			{ step: 'one minor at a time', latestPatchFirst: true },
			'0.1.9',
			'0.2.0',
			specivo,
			['0.1.10', '0.2.0'],
		],
		[
			'patch first: Specivo, further',
			{ step: 'one minor at a time', latestPatchFirst: true },
			'0.1.8',
			'0.4.0',
			specivo,
			['0.1.10', '0.2.1', '0.3.1', '0.4.0'],
		],
		[
			'patch first: a pre-release is no patch',
			patchFirst,
			'3.0.0-beta.1',
			'3.1.0',
			product,
			['3.0.0', '3.1.0'],
		],
		// Together.
		[
			'all: from the first to the newest',
			all,
			'1.0.0',
			'5.0.0',
			product,
			['1.4.0', '1.4.7', '2.0.3', '2.9.0', '3.1.0', '4.2.0', '5.0.0'],
		],
		['all: a step within', all, '2.4.5', '2.9.0', product, ['2.9.0']],
		['all, by minors', minors, '1.9.2', '3.0.0', product, ['2.0.3', '2.1.0', '2.4.5', '2.9.0', '3.0.0']],
	])('%s', (_condition, rule, current, target, versions, path) => {
		const plan = planHops({ current, target, versions, rule });
		if (!plan.ok) throw new Error(plan.problem);
		expect(plan.hops.map((hop) => hop.to)).toEqual(path);
		expect(plan.hops.map((hop) => hop.from)).toEqual([current, ...path.slice(0, -1)]);
		for (const hop of plan.hops) expect(hop.reason).not.toBe('');
	});

	test.each<[string, HopRule, string, string, readonly string[] | undefined, RegExp, RegExp]>([
		[
			'a stop that nobody has',
			{ ...any, stops: ['2.2.2'] },
			'1.0.0',
			'3.0.0',
			product,
			/required stop 2\.2\.2 between 1\.0\.0 and 3\.0\.0/,
			/Ask the vendor/,
		],
		[
			'a minimum that nothing meets',
			{ ...any, minimum: [{ for: '>=3.0.0', from: '2.9.9' }] },
			'2.9.0',
			'3.0.0',
			product,
			/from 2\.9\.9 on that leads to 3\.0\.0, found none: 2\.9\.0 is too old/,
			/Ask the vendor/,
		],
		[
			'a minimum that is within its own range',
			{ ...any, minimum: [{ for: '>=3.0.0', from: '3.1.0' }] },
			'2.9.0',
			'4.0.0',
			product,
			/too old for >=3\.0\.0/,
			/Ask the vendor/,
		],
		[
			'a minimum, no list',
			withMinimum,
			'1.0.0',
			'3.0.0',
			undefined,
			/found no list of releases: 1\.0\.0 is too old for >=3\.0\.0: old sessions/,
			/reachable/,
		],
		['majors, no list, two on', perMajor, '1.0.0', '3.0.0', undefined, /no list of releases/, /reachable/],
		[
			'patch first, no list',
			patchFirst,
			'2.4.0',
			'3.0.0',
			undefined,
			/no list of releases/,
			/minor that runs/,
		],
		[
			'minors past a stop, no list',
			{ step: 'one minor at a time', stops: ['1.4.0'] },
			'1.0.0',
			'1.5.0',
			undefined,
			/between 1\.0\.0 and 1\.4\.0/,
			/next minor/,
		],
		[
			'a minimum for what is passed on the way',
			{ step: 'one major at a time', minimum: [{ for: '3.x', from: '2.9.5' }] },
			'2.0.0',
			'4.0.0',
			product,
			/2\.0\.0 → 3\.1\.0 is not allowed/,
			/Ask the vendor/,
		],
		['back over a stop', withStops, '3.0.0', '1.0.0', product, /which is older/, /rollback/],
	])('refused: %s', (_condition, rule, current, target, versions, problem, advice) => {
		expect(planHops({ current, target, versions, rule })).toEqual({
			ok: false,
			problem: expect.stringMatching(problem),
			advice: expect.stringMatching(advice),
		});
	});

	test('each hop says why', () => {
		const plan = planHops({ current: '1.0.0', target: '5.0.0', versions: product, rule: all });
		expect(plan.ok && plan.hops.map(({ reason }) => reason)).toEqual([
			'a required stop',
			'1.4.7 is the newest release of 1.4, which comes before another minor',
			'a required stop: it moves the files',
			'releases >=3.0.0 are reached only from 2.4.0 on: old sessions',
			'3 is the next major after 2, and 3.1.0 its newest release',
			'4 is the next major after 3, and 4.2.0 its newest release',
			'5 is the next major after 4',
		]);
	});
});

test.each<[HopRule, string]>([
	['any', 'any'],
	[{ step: 'any', stops: ['1.4.0'] }, 'any, 1 required stop'],
	[all, 'one major at a time, the latest patch first, 2 required stops, >=3.0.0 only from 2.4.0'],
])('the rule in words: %j', (rule, words) => {
	expect(ruleInWords(rule)).toBe(words);
});
