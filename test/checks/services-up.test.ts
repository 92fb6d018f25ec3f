import { expect, test } from 'vitest';
import { servicesUp } from '../../source/checks/services-up.ts';
import type { ServiceFact } from '../../source/survey/facts.ts';
import { serviceFixture, specivoServices } from '../survey/facts-fixture.ts';
import { inputFixture } from './input.ts';

const withService = (name: string, changes: Partial<ServiceFact>) =>
	specivoServices.map((service) => (service.name === name ? { ...service, ...changes } : service));
const withOneShot = (changes: Partial<ServiceFact>) => [
	...specivoServices,
	serviceFixture('setup', { oneShot: true, ...changes }),
];

test.each<[string, readonly ServiceFact[], string, RegExp]>([
	['all up, three without a check', specivoServices, 'pass', /nginx up \(no check\), api healthy/],
	[
		'healthy after restarts: said',
		withService('api', { restarts: 3 }),
		'pass',
		/api healthy \(restarted 3 times\)/,
	],
	['unhealthy', withService('db', { state: 'unhealthy' }), 'fail', /db unhealthy/],
	['starting', withService('api', { state: 'starting' }), 'warn', /api starting/],
	[
		'restarting',
		withService('api', { state: 'restarting', exitCode: 1, restarts: 7 }),
		'fail',
		/api restarting, ended with code 1 \(restarted 7 times\)/,
	],
	['exited', withService('redis', { state: 'exited', exitCode: 137 }), 'fail', /redis exited with code 137/],
	[
		'a server that was stopped, code 0',
		withService('nginx', { state: 'exited', exitCode: 0 }),
		'fail',
		/nginx exited with code 0/,
	],
	['no container', withService('celery-beat', { state: 'missing' }), 'fail', /celery-beat has no container/],
	[
		'starting and unhealthy: the worse counts',
		withService('api', { state: 'starting' }).map((each) =>
			each.name === 'db' ? { ...each, state: 'unhealthy' as const } : each,
		),
		'fail',
		/api starting.*db unhealthy/,
	],
	[
		'a one-shot that ended with code 0',
		withOneShot({ state: 'exited', exitCode: 0 }),
		'pass',
		/setup ended as meant, code 0/,
	],
	[
		'a one-shot that failed',
		withOneShot({ state: 'exited', exitCode: 2 }),
		'fail',
		/setup exited with code 2/,
	],
	['a one-shot that still runs', withOneShot({ state: 'no check' }), 'pass', /setup up \(no check\)/],
	['a one-shot that never ran', withOneShot({ state: 'missing' }), 'fail', /setup has no container/],
	[
		'the app taken for a one-shot',
		withService('api', { state: 'exited', exitCode: 0, oneShot: true }),
		'fail',
		/api exited with code 0/,
	],
	[
		'the database taken for a one-shot',
		withService('db', { state: 'exited', exitCode: 0, oneShot: true }),
		'fail',
		/db exited with code 0/,
	],
	['no service at all', [], 'fail', /no service/],
])('%s', (_condition, services, outcome, evidence) => {
	const finding = servicesUp.examine(inputFixture({ services }));
	expect(finding.outcome).toBe(outcome);
	expect(finding.evidence).toMatch(evidence);
});

test('the advice for a failure names the log of the services that failed, and no other', () => {
	const services = withService('redis', { state: 'exited', exitCode: 1 });
	expect(servicesUp.examine(inputFixture({ services })).advice).toContain(
		'docker compose --env-file .env --env-file .env.local logs --tail 50 redis ',
	);
});
