import { describe, expect, test } from 'vitest';
import { proofSentence, provenHow } from '../../source/restore-points/describe.ts';
import { isProven, type Part } from '../../source/restore-points/manifest.ts';
import { afterFailure, afterSuccess, type ProofRecord } from '../../source/restore-points/proof-record.ts';

const monday = '2026-06-15T02:00:00.000Z';
const tuesday = '2026-06-16T02:00:00.000Z';
const parts = [{ kind: 'postgres' } as Part];
const record = (level: ProofRecord['level'], later?: ProofRecord['later']): ProofRecord => ({
	...{ level, at: monday, restoreTook: 4000, detail: 'loaded' },
	...(later ? { later } : {}),
});
const passed = (level: 'read back' | 'data' | 'full') =>
	({ level, at: tuesday, restoreTook: 5000, detail: 'again' }) as const;
const failed = { level: 'data', at: tuesday, problem: 'rows are missing.' } as const;

describe('a proof that passes', () => {
	test('that loads takes the place of any before', () => {
		for (const level of ['read back', 'data', 'full'] as const)
			expect(afterSuccess(record(level), passed('data'))).toEqual(passed('data'));
	});

	test('that loads nothing takes nothing from one that did', () => {
		const after = afterSuccess(record('full'), passed('read back'));
		expect(after).toEqual(record('full', { level: 'read back', at: tuesday }));
		expect(isProven({ parts, proof: after })).toBe(true);
		expect(provenHow({ parts, proof: after })).toBe('proven: loaded in full');
		expect(proofSentence({ parts, proof: after })).toMatch(
			/level full: loaded\. Loading took 4 s\. Checked again on 2026-06-16 .*, level read back: nothing was wrong\.$/,
		);
	});

	test('makes good what failed only when it goes as far', () => {
		const broken = record('full', failed);
		expect(afterSuccess(broken, passed('read back'))).toEqual(broken);
		expect(afterSuccess(broken, passed('data'))).toEqual(passed('data'));
	});
});

test('after a proof that failed it is not proven, whatever was proven before, and says what was wrong', () => {
	const proof = afterFailure(record('full'), failed);
	expect(isProven({ parts, proof })).toBe(false);
	expect(provenHow({ parts, proof })).toBe('not proven: its last proof failed');
	expect(proofSentence({ parts, proof })).toMatch(
		/level data, failed: rows are missing\. It is not proven\.$/,
	);
});
