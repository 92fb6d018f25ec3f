import { expect, test } from 'vitest';
import { offHostCopy } from '../../source/checks/off-host-copy.ts';
import type { OffHostFact } from '../../source/survey/facts.ts';
import { inputFixture } from './input.ts';

type Named = Extract<OffHostFact, { is: 'named' }>;
const there = (...copies: string[]): Named['there'] => ({ ok: true, value: { copies } });
const named = (facts: Partial<Named>): OffHostFact => ({
	is: 'named',
	at: 'ssh://nas/backups',
	newestHere: 'b',
	there: there('a', 'b'),
	...facts,
});

test.each<[string, OffHostFact, string, RegExp, RegExp | undefined]>([
	['no place is named', { is: 'not named' }, 'warn', /takes its restore points as well/, /offHost: none/],
	['none is wanted', { is: 'declined' }, 'skip', /offHost: none/, undefined],
	['the newest is there', named({}), 'pass', /^ssh:\/\/nas\/backups has 2 copies, the newest/, undefined],
	['none is here yet', named({ newestHere: undefined, there: there() }), 'pass', /the first one/, undefined],
	[
		'the newest is not there',
		named({ newestHere: 'c' }),
		'warn',
		/^the newest restore point, c, is on this host alone; at ssh:\/\/nas\/backups: 2 copies$/,
		/lockkeeper restore-points copy c --stack \/opt\/specivo\./,
	],
	[
		'it cannot be asked',
		named({ there: { ok: false, problem: 'no route' } }),
		'warn',
		/could not be told: no route/,
		/asks you when it cannot/,
	],
	[
		'it shares the disk',
		named({ there: { ok: true, value: { copies: ['b'], sharesDiskWith: 'the system' } } }),
		'warn',
		/same disk as the system/,
		/mounted/,
	],
])('%s', (_condition, offHost, outcome, evidence, advice) => {
	const finding = offHostCopy.examine(inputFixture({ offHost }));
	expect(finding).toMatchObject({ outcome, evidence: expect.stringMatching(evidence) });
	if (advice) expect(finding.advice).toMatch(advice);
	else expect(finding.advice).toBeUndefined();
});
