import { describe, expect, test } from 'vitest';
import { checks } from '../../../source/checks/index.ts';
import { checkMeanings } from '../../../source/wizard/meanings/checks.ts';
import { meaningText } from '../../../source/wizard/meanings/meaning-text.ts';
import { gateMeanings, stationMeanings } from '../../../source/wizard/meanings/stations.ts';
import { stepMeanings } from '../../../source/wizard/meanings/steps.ts';
import { plainText } from '../../../source/wizard/styled-line.ts';
import { gates } from '../story.ts';

test('every check has a meaning, and there is none for a check that is not made', () => {
	expect(Object.keys(checkMeanings).sort()).toEqual(checks.map(({ id }) => id).sort());
});

describe('a meaning', () => {
	const all = Object.entries({ ...checkMeanings, ...stepMeanings, ...stationMeanings, ...gateMeanings });
	test.each(all)('of %s is one to three whole sentences that fit on a screen', (_, text) => {
		expect(text).toMatch(/^[A-Z“][\s\S]*[.]$/);
		expect(text.length).toBeLessThan(400);
		expect(text.split(/[.] (?=[A-Z“])/).length).toBeLessThanOrEqual(3);
	});
});

test('the line, the question and the station are told, each in the room there is', () => {
	const about = { title: 'Version pinned', text: checkMeanings['version-pinned'] ?? '' };
	const lines = meaningText(about, gates.acknowledge as never, 'Checklist', 40).lines.map(plainText);
	expect(lines).toContain('Version pinned');
	expect(lines).toContain('Go on with these warnings?');
	expect(lines.join(' ')).toContain('Checklist: what usually goes wrong');
	for (const line of lines) expect(line.length).toBeLessThanOrEqual(40);
});
