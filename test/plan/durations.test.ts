import { expect, test } from 'vitest';
import { expectedDurations } from '../../source/plan/durations.ts';
import type { DataFact, Facts } from '../../source/survey/facts.ts';
import { databaseFixture, digest, directoryFixture, factsFixture } from '../survey/facts-fixture.ts';

const found = (...data: readonly DataFact[]) => data.map((value) => ({ ok: true, value }) as const);
const images = (bytes: number): Partial<Facts> => ({
	targetImages: {
		ok: true,
		value: [
			{
				reference: 'specivo/specivo:0.2.0',
				digest: digest('a'),
				bytes,
				layers: [{ digest: digest('e'), bytes }],
			},
		],
	},
});
const durations = (facts: Partial<Facts>) => expectedDurations(factsFixture(facts));

test('nothing to save, prove or pull still takes its fixed time', () => {
	expect(durations({ data: [], ...images(0) })).toEqual({
		save: 3000,
		prove: 6000,
		ship: 2000,
		pull: 3000,
		start: 15_000,
	});
});

test('saving counts every byte, proving loads the databases as well', () => {
	const data = found({ ...databaseFixture, bytes: 220e6 }, { ...directoryFixture, bytes: 120e6 });
	expect(durations({ data })).toMatchObject({ save: 3000 + 2000, prove: 6000 + 10_000 + 2000 });
});

test('a directory alone has nothing to load', () => {
	expect(durations({ data: found({ ...directoryFixture, bytes: 170e6 }) })).toMatchObject({
		save: 4000,
		prove: 7000,
	});
});

test('a pull is reckoned by the layers that the registry names', () => {
	expect(durations(images(100e6)).pull).toBe(3000 + 10_000);
});

test('what is here already takes no time', () => {
	const layers = [
		{ digest: digest('e'), bytes: 70e6, here: true },
		{ digest: digest('f'), bytes: 30e6, here: false },
	];
	const image = { reference: 'specivo/specivo:0.2.0', digest: digest('a'), bytes: 100e6, layers };
	expect(durations({ targetImages: { ok: true, value: [image] } }).pull).toBe(3000 + 3000);
});

test('what could not be measured is left out, and does not make an answer impossible', () => {
	const unmeasured = { ok: false, problem: 'no' } as const;
	expect(durations({ data: [unmeasured], targetImages: unmeasured })).toEqual({
		save: 3000,
		prove: 6000,
		ship: 2000,
		pull: 3000,
		start: 15_000,
	});
});
