import { expect, test } from 'vitest';
import { checks } from '../../source/checks/index.ts';
import { hostEngine } from '../../source/host-service/host-engine.ts';
import { planUpgrade } from '../../source/plan/upgrade.ts';
import { serviceFixture as hostFixture } from '../host-service/service-fixture.ts';
import { factsFixture, known, serviceFixture, specivoRunbook } from '../survey/facts-fixture.ts';

const host = hostFixture();
const facts = factsFixture({
	...{
		stack: 'signage',
		directory: host.directory,
		composeFile: '/srv/signage/lockkeeper.yaml',
		envFiles: [],
		tags: [],
	},
	service: host,
	runbook: {
		...specivoRunbook,
		schema: 'fingerprint',
		version: {
			pin: { link: host.link, builds: host.builds },
			available: { builds: true },
			images: ['app'],
			hops: 'any',
		},
		migrations: { ...specivoRunbook.migrations, service: 'app' },
		data: [{ sqlite: { path: 'files/local.db' } }],
	},
	services: [
		serviceFixture('app', {
			app: true,
			image: 'app:3.0.0',
			runningImage: 'app:3.0.0',
			imageId: 'build-3.0.0',
		}),
	],
	version: { pinned: '3.0.0', running: { app: '3.0.0' }, current: '3.0.0', pinPlace: 'the link current' },
	data: [
		known({ id: 'sqlite', kind: 'sqlite', label: 'SQLite database', bytes: 4096, items: 1, exists: true }),
	],
	releases: known({ versions: ['3.0.0', '3.1.0'], source: 'builds on this host' }),
	mounts: [],
	disks: factsFixture().disks.map((disk) =>
		disk.ok ? known({ ...disk.value, path: host.directory }) : disk,
	),
});
const plan = planUpgrade(facts, {
	...{ engine: hostEngine(host), from: '3.0.0', to: '3.1.0' },
	...{ takeCommands: [], proveCommands: [], answers: [] },
});

test('the build is looked for, the link is set, the app’s own programs stop and start it', () => {
	expect(plan.steps.map(({ id, commands }) => [id, commands])).toEqual([
		['restore-point', []],
		['prove', []],
		['find-build', ['ls -d builds/app-3.1.0']],
		['pin', ['ln -sfn ./builds/app-3.1.0 current']],
		['up', [`sh -c 'systemctl stop app; systemctl start '\\''my app'\\'''`]],
		['wait', ['tail -F app.log']],
		['verify', [expect.stringMatching(/-p 0$/)]],
		['ask', []],
	]);
	expect(plan.steps.find(({ id }) => id === 'pin')?.gate).toBe('confirm');
});

test('nothing is said of docker, containers or images', () => {
	expect(JSON.stringify(plan)).not.toMatch(/docker|container|image/i);
});

test('no check speaks of an engine, and none fails for the want of one', () => {
	for (const check of checks) {
		const finding = check.examine({ facts, now: new Date('2026-11-26T12:00:00Z'), target: '3.1.0' });
		expect(`${finding.command} ${finding.advice}`, finding.check).not.toMatch(/docker|compose/i);
		expect(finding.outcome, `${finding.check}: ${finding.evidence}`).not.toBe('fail');
	}
});
