import { expect, test } from 'vitest';
import { noMixedVersions } from '../../source/checks/no-mixed-versions.ts';
import { digest, specivoServices } from '../survey/facts-fixture.ts';
import { inputFixture } from './input.ts';

const pinPlace = 'SPECIVO_VERSION in .env';

test.each([
	['one version', { api: '0.1.9', worker: '0.1.9' }, 'pass', 'api 0.1.9, worker 0.1.9'],
	[
		'one of three is newer',
		{ api: '0.1.10', worker: '0.1.9', beat: '0.1.9' },
		'fail',
		'api 0.1.10, worker 0.1.9, beat 0.1.9',
	],
	['one has a floating tag', { api: '0.1.9', worker: 'latest' }, 'fail', 'api 0.1.9, worker latest'],
	['nothing runs', {}, 'skip', 'no service of the app runs'],
])('%s', (_condition, running, outcome, evidence) => {
	const finding = noMixedVersions.examine(inputFixture({ version: { running, pinPlace } }));
	expect(finding).toMatchObject({ outcome, evidence });
	expect(finding.advice === undefined).toBe(outcome !== 'fail');
});

test('one tag with two images is told', () => {
	const services = specivoServices.map((each) =>
		each.name === 'celery-beat' ? { ...each, imageId: digest('9') } : each,
	);
	const finding = noMixedVersions.examine(inputFixture({ services }));
	expect(finding.outcome).toBe('warn');
	expect(finding.evidence).toMatch(/celery-worker and celery-beat have different images: the tag was moved/);
});

test('images of two repositories may differ, and so may other services', () => {
	const services = specivoServices.map((each) =>
		each.name === 'celery-beat'
			? { ...each, runningImage: 'specivo/beat:0.1.9', imageId: digest('9') }
			: each,
	);
	expect(noMixedVersions.examine(inputFixture({ services })).outcome).toBe('pass');
});
