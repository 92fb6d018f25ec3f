import { expect, test } from 'vitest';
import { fallenOf, othersOf } from '../../source/plan/others.ts';
import type { Facts, ServiceFact } from '../../source/survey/facts.ts';

const service = (name: string, changes: Partial<ServiceFact> = {}): ServiceFact => ({
	...{ name, image: `${name}:1`, state: 'healthy', restarts: 0, app: false, oneShot: false },
	...changes,
});
const facts = (services: readonly ServiceFact[], fallen?: readonly string[]) =>
	({ services, ...(fallen ? { fallen } : {}) }) as unknown as Facts;

const services = [
	service('api', { app: true }),
	service('db'),
	service('proxy', { state: 'no check' }),
	service('seed', { oneShot: true }),
	service('tool', { state: 'exited' }),
];

test('others that run are those beside the app, without what runs once or did not run', () => {
	expect(othersOf(facts(services))).toEqual(['db', 'proxy']);
});

test('of them, those that ended meanwhile have fallen, and stay among the others', () => {
	const now = services.map((each): ServiceFact => (each.name === 'db' ? { ...each, state: 'exited' } : each));
	const fallen = fallenOf(facts(now), ['db', 'proxy', 'gone']);
	expect(fallen).toEqual(['db']);
	expect(othersOf(facts(now, fallen))).toEqual(['db', 'proxy']);
});
