import { expect, test } from 'vitest';
import { defaultEngine } from '../../source/docker/engine.ts';
import { buildPlace } from '../../source/plan/build.ts';
import { planUpgrade } from '../../source/plan/upgrade.ts';
import type { Facts } from '../../source/survey/facts.ts';
import { factsFixture, serviceFixture, specivoRunbook } from '../survey/facts-fixture.ts';

const built = (name: string) =>
	serviceFixture(name, {
		...{ image: `shop-${name}`, runningImage: `shop-${name}:1.0.1`, imageId: `sha256:${name}`, app: true },
	});
const version = {
	...specivoRunbook.version,
	...{
		pin: { git: true as const, prefix: 'v' },
		available: { git: true as const },
		images: ['shop-api', 'shop-web'],
	},
};
const planOf = (more: Partial<Facts>) =>
	planUpgrade(
		factsFixture({
			...more,
			...{
				stack: 'shop',
				directory: '/srv/shop',
				composeFile: '/srv/shop/docker-compose.yml',
				envFiles: ['.env'],
			},
			runbook: { ...specivoRunbook, detect: { builds: ['api', 'web'] }, version },
			services: [built('api'), built('web'), serviceFixture('db', { app: false })],
		}),
		{ engine: defaultEngine, from: '1.0.1', to: '1.0.2', takeCommands: [], proveCommands: [], answers: [] },
	);
const plan = planOf({});
const step = (id: string) => plan.steps.find((candidate) => candidate.id === id);

test('built beside the tree, and checked out after the gate', () => {
	expect(plan.steps.map(({ id }) => id)).toEqual([
		...['restore-point', 'prove', 'keep-images', 'build', 'pin', 'up', 'wait', 'verify', 'ask'],
	]);
	expect(plan.steps.find(({ gate }) => gate)?.id).toBe('pin');
	expect(step('build')?.commands).toEqual([
		'git fetch --tags',
		'git worktree add --force --detach .git/lockkeeper/1.0.2 v1.0.2',
		`printf %s '{"services":{"api":{"image":"shop-api:1.0.2"},"web":{"image":"shop-web:1.0.2"}}}' > .git/lockkeeper/1.0.2.json`,
		'docker compose --env-file .env --project-name shop --project-directory .git/lockkeeper/1.0.2 --file .git/lockkeeper/1.0.2/docker-compose.yml --file .git/lockkeeper/1.0.2.json build',
		'git worktree remove --force .git/lockkeeper/1.0.2',
	]);
	expect(step('pin')?.commands).toEqual([
		'git checkout --detach v1.0.2',
		'docker image tag shop-api:1.0.2 shop-api',
		'docker image tag shop-web:1.0.2 shop-web',
	]);
	expect(step('up')?.commands).toEqual(['docker compose --env-file .env up --detach --no-build api web']);
});

test('two services that are built alike keep their one image under both names', () => {
	expect(step('keep-images')?.commands).toEqual([
		'docker image tag sha256:api lockkeeper-kept/shop-api:1.0.1',
		'docker image tag sha256:web lockkeeper-kept/shop-web:1.0.1',
	]);
});

test('of a stack below the repository’s top the place is below it as well', () => {
	expect(buildPlace({ gitDirectory: '../.git', place: 'deploy/' }, '1.0.2')).toEqual({
		worktree: '../.git/lockkeeper/1.0.2',
		directory: '../.git/lockkeeper/1.0.2/deploy',
		names: '../.git/lockkeeper/1.0.2.json',
	});
});

test('what services have their variables from, and the repository has not, is linked for the build by hand as well', () => {
	const commands = planOf({ serviceEnvFiles: ['api.env'] }).steps.find(({ id }) => id === 'build')?.commands;
	expect(commands?.[2]).toBe(
		'[ -e .git/lockkeeper/1.0.2/api.env ] || ln -s /srv/shop/api.env .git/lockkeeper/1.0.2/api.env',
	);
	expect(commands).toHaveLength(6);
});
