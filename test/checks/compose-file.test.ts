import { expect, test } from 'vitest';
import { composeFile } from '../../source/checks/compose-file.ts';
import { serviceFixture, specivoServices } from '../survey/facts-fixture.ts';
import { inputFixture } from './input.ts';

const without = (...names: string[]) => specivoServices.filter((service) => !names.includes(service.name));
const replaced = (name: string, changes: object) =>
	specivoServices.map((service) => (service.name === name ? { ...service, ...changes } : service));

test('names the files, the project and its services', () => {
	const finding = composeFile.examine(inputFixture());
	expect(finding).toMatchObject({ outcome: 'pass' });
	expect(finding.evidence).toMatch(
		/docker-compose\.yml, \.env and \.env\.local .* 6 services of project specivo: nginx, api/,
	);
});

test.each([
	['the database’s service is missing', without('db'), 'fail', /also speaks of db$/],
	['two services of the runbook are missing', without('db', 'api'), 'fail', /api and db$/],
	[
		'no service has the app’s image',
		specivoServices.map((each) => ({ ...each, app: false })),
		'fail',
		/none of them runs specivo\/specivo/,
	],
	['a service the runbook does not know', [...specivoServices, serviceFixture('mail')], 'pass', /mail$/],
	[
		'another service’s image was changed in the file',
		replaced('db', { image: 'pgvector/pgvector:pg19' }),
		'warn',
		/db runs pgvector\/pgvector:pg18, the file says pgvector\/pgvector:pg19/,
	],
	[
		'the same image written another way',
		replaced('nginx', { runningImage: 'docker.io/library/nginx:1-alpine' }),
		'pass',
		/nginx/,
	],
	[
		'the app’s own image was changed: not this check’s',
		replaced('api', { image: 'specivo/specivo:0.1.10' }),
		'pass',
		/api/,
	],
	[
		'a service without a container: not this check’s',
		replaced('redis', { runningImage: undefined, state: 'missing' }),
		'pass',
		/redis/,
	],
])('%s', (_condition, services, outcome, evidence) => {
	const finding = composeFile.examine(inputFixture({ services }));
	expect(finding.outcome).toBe(outcome);
	expect(finding.evidence).toMatch(evidence);
	expect(finding.advice === undefined).toBe(outcome === 'pass');
});
