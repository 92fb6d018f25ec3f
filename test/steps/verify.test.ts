import { describe, expect, test } from 'vitest';
import { appProblems, otherProblems } from '../../source/steps/verify.ts';
import type { ServiceFact } from '../../source/survey/facts.ts';
import { digest, serviceFixture, specivoServices } from '../survey/facts-fixture.ts';

const api = (changes: Partial<ServiceFact> = {}) =>
	serviceFixture('api', {
		app: true,
		image: 'specivo/specivo:0.2.0',
		imageId: digest('1'),
		digest: `specivo/specivo@${digest('d')}`,
		state: 'healthy',
		...changes,
	});

const pulled = { 'specivo/specivo': digest('1') };
const named = { 'specivo/specivo': digest('d') };

describe('the app’s services', () => {
	test('of several repositories each has an image of its own', () => {
		const web = api({ name: 'web', image: 'specivo/web:0.2.0', imageId: digest('2') });
		const both = { ...pulled, 'specivo/web': digest('3') };
		expect(appProblems([api(), web], '0.2.0', both, named)).toEqual([
			`web runs image ${digest('2')}, expected ${digest('3')}`,
		]);
	});

	test.each<[string, readonly ServiceFact[]]>([
		['all as it should be', [api(), api({ name: 'worker', state: 'no check' })]],
		['services of other images are not looked at', [api(), serviceFixture('db', { state: 'exited' })]],
		['an image without a digest was built here', [(({ digest: _none, ...rest }) => rest)(api())]],
	])('in order: %s', (_condition, services) => {
		expect(appProblems(services, '0.2.0', pulled, named)).toEqual([]);
	});

	test.each<[string, Partial<ServiceFact>, string]>([
		['still the old version', { runningImage: 'specivo/specivo:0.1.10' }, 'api runs 0.1.10, expected 0.2.0'],
		[
			'the right tag on another image',
			{ imageId: digest('9') },
			`api runs image ${digest('9')}, expected ${digest('1')}`,
		],
		[
			'another digest than the registry named',
			{ digest: `specivo/specivo@${digest('e')}` },
			`api has the digest specivo/specivo@${digest('e')}, the registry named ${digest('d')}`,
		],
		['unhealthy', { state: 'unhealthy' }, 'api is unhealthy'],
		['still starting', { state: 'starting' }, 'api is starting'],
		['restarting', { state: 'restarting' }, 'api is restarting'],
	])('%s', (_condition, changes, problem) => {
		expect(appProblems([api(changes)], '0.2.0', pulled, named)).toEqual([problem]);
	});

	test('a service without a container', () => {
		const {
			container: _c,
			runningImage: _r,
			imageId: _i,
			digest: _d,
			...missing
		} = api({ state: 'missing' });
		expect(appProblems([missing], '0.2.0', pulled, {})).toEqual([
			'api runs nothing, expected 0.2.0',
			`api runs image none, expected ${digest('1')}`,
			'api is missing',
		]);
	});

	test('each service that differs is named', () => {
		const services = [
			api(),
			api({ name: 'worker', runningImage: 'specivo/specivo:0.1.10' }),
			api({ name: 'beat', state: 'exited' }),
		];
		expect(appProblems(services, '0.2.0', {}, {})).toEqual([
			'worker runs 0.1.10, expected 0.2.0',
			'beat is exited',
		]);
	});
});

describe('the other services', () => {
	const after = (name: string, changes: Partial<ServiceFact>) =>
		specivoServices.map((service) => (service.name === name ? { ...service, ...changes } : service));

	test.each<[string, readonly ServiceFact[], readonly string[]]>([
		['untouched', specivoServices, []],
		['the app’s own containers may be new', after('api', { container: 'new' }), []],
		['recreated', after('db', { container: 'new' }), ['db was recreated']],
		['gone', specivoServices.filter(({ name }) => name !== 'redis'), ['redis has no container any more']],
		['its container gone', after('nginx', { state: 'missing' }), ['nginx has no container any more']],
		['unhealthy since', after('db', { state: 'unhealthy' }), ['db is unhealthy, it was healthy']],
		[
			'recreated, and down',
			after('db', { container: 'new', state: 'exited' }),
			['db was recreated', 'db is exited, it was healthy'],
		],
	])('%s', (_condition, services, problems) => {
		expect(otherProblems(services, specivoServices)).toEqual(problems);
	});

	test('one that was down before and is well now is no problem', () => {
		expect(otherProblems(specivoServices, after('db', { state: 'unhealthy' }))).toEqual([]);
	});

	test('one that had ended before, without a check, runs again', () => {
		const before = after('nginx', { state: 'exited' });
		expect(otherProblems(after('nginx', { state: 'no check' }), before)).toEqual([]);
		expect(otherProblems(after('nginx', { state: 'restarting' }), before)).toEqual([
			'nginx is restarting, it was exited',
		]);
	});
});
