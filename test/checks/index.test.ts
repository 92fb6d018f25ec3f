import { expect, test } from 'vitest';
import { checks, examineAll } from '../../source/checks/index.ts';
import { inputFixture } from './input.ts';

const window = { from: '02:00', to: '04:00' };

test('the checklist keeps its order, and each check its own id', () => {
	expect(checks.map(({ id }) => id)).toEqual([
		'engine-version',
		'compose-file',
		'services-up',
		'version-known',
		'version-pinned',
		'no-mixed-versions',
		'schema-revision',
		'database-version',
		'disk-space',
		'required-variables',
		'data-mounts',
		'backup-directory',
		'off-host-copy',
		'target-exists',
		'tags-unmoved',
		'hop-allowed',
		'release-notes',
		'new-variables',
		'maintenance-window',
	]);
});

test('a healthy stack passes every check, with evidence and without advice', () => {
	const findings = examineAll(inputFixture({}, { window }));
	const others = findings.filter(({ outcome }) => outcome !== 'pass').map(({ check }) => check);
	// Specivo’s runbook names no example of an env file.
	expect(others).toEqual(['new-variables']);
	for (const finding of findings) {
		expect(finding.evidence).not.toBe('');
		expect(finding.advice).toBeUndefined();
	}
});

test('without a target and a window, what depends on them is skipped and the rest passes', () => {
	const { facts, now } = inputFixture({ targetImages: undefined });
	const findings = examineAll({ facts, now });
	const skipped = findings.filter(({ outcome }) => outcome === 'skip').map(({ check }) => check);
	expect(skipped).toEqual([
		'target-exists',
		'hop-allowed',
		'release-notes',
		'new-variables',
		'maintenance-window',
	]);
	expect(findings.filter(({ outcome }) => outcome === 'pass')).toHaveLength(checks.length - skipped.length);
});

test('whatever the facts, a warning or failure comes with advice', () => {
	const nothing = { ok: false, problem: 'not read' } as const;
	const findings = examineAll(
		inputFixture(
			{
				engine: { version: '1.13', composeVersion: '', architecture: '', rootDirectory: '', mirrors: [] },
				services: [],
				version: { running: {}, pinPlace: 'SPECIVO_VERSION in .env' },
				schema: nothing,
				data: [nothing],
				disks: [nothing],
				environment: { files: [], missing: ['SECRET_KEY'], defaulted: [] },
				mounts: [],
				backupPlace: { path: '/b', writable: false, insideData: false },
				offHost: { is: 'named', at: '/mnt/nas', there: nothing },
				releases: nothing,
				targetImages: nothing,
				changelog: nothing,
			},
			{ window: { from: '05:00', to: '06:00' } },
		),
	);
	const bad = findings.filter(({ outcome }) => outcome === 'fail' || outcome === 'warn');
	expect(bad.length).toBeGreaterThan(9);
	for (const finding of bad) expect(finding).toMatchObject({ advice: expect.stringMatching(/\S.*\.$/s) });
});
