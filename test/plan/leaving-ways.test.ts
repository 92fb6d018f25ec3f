import { expect, test } from 'vitest';
import { leavingAtWays } from '../../source/plan/leaving-ways.ts';
import type { Situation } from '../../source/plan/ways-back.ts';
import { situationFixture, unmoved } from './situation-fixture.ts';

test.each<[string, Partial<Situation>, string | undefined]>([
	['the schema moved', {}, 'restore 0.1.10; loses the writes since 2026-06-15 02:11:12 UTC'],
	[
		'a migration that failed left it where it was',
		{ revisionNow: unmoved },
		're-pin 0.1.10; no data is lost',
	],
	[
		'nobody can tell',
		{ revisionNow: { ok: false, problem: 'db is down' } },
		'restore 0.1.10; loses the writes since 2026-06-15 02:11:12 UTC',
	],
	['verified', { healthy: true }, 'nothing: 0.2.0 serves and was verified'],
	['another version is pinned by now', { pinned: '0.1.10' }, undefined],
])('leaving at the choice of ways: %s', (_condition, changes, text) => {
	expect(leavingAtWays(situationFixture(changes))?.text).toBe(text);
});
