import { expect, test } from 'vitest';
import { parseComposeConfig } from '../../source/survey/compose-config.ts';
import { externalDatabase } from '../../source/survey/external-database.ts';

const configWith = (app: object) =>
	parseComposeConfig(
		JSON.stringify({
			name: 'wiki',
			services: { app },
			networks: { default: { name: 'wiki_default' }, shared: { name: 'outside' } },
		}),
	);
const named = { url: '$DATABASE_URL', usedBy: 'app', image: 'postgres:17' };
const url = 'postgres://wiki:hunter22@db.example/wiki';
const reach = (app: object) => externalDatabase(named, configWith(app), () => url).external;

test.each<[string, object, object]>([
	['no network named', {}, { networks: ['wiki_default'], hosts: [] }],
	['its own', { networks: { default: null } }, { networks: ['wiki_default'] }],
	[
		'two',
		{ networks: { default: null, shared: { aliases: ['x'] } } },
		{ networks: ['wiki_default', 'outside'] },
	],
	['the host’s', { network_mode: 'host' }, { networks: ['host'] }],
	[
		'names of its own, in Compose’s two forms',
		{ extra_hosts: ['host.docker.internal=host-gateway', 'six=::1'] },
		{ hosts: ['host.docker.internal:host-gateway', 'six:::1'] },
	],
	['names as a map', { extra_hosts: { db: ['192.0.2.7'] } }, { hosts: ['db:192.0.2.7'] }],
])('%s', (_what, app, expected) => {
	expect(reach(app)).toMatchObject(expected);
});

test('what writes it down does not write the password', () => {
	expect(JSON.stringify(externalDatabase(named, configWith({}), () => url))).not.toContain('hunter22');
});

test('a service that is not there, a variable without a value', () => {
	expect(() => externalDatabase({ ...named, usedBy: 'api' }, configWith({}), () => url)).toThrow(
		/names the service api; the Compose file has app\./,
	);
	expect(() => externalDatabase(named, configWith({}), () => undefined)).toThrow(
		/Expected a value for DATABASE_URL, found none/,
	);
});
