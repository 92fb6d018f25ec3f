import { expect, test } from 'vitest';
import { dependsOn, graceOf, parseComposeConfig, publishedAt } from '../../source/survey/compose-config.ts';

/** Shape of `docker compose config --format json`, Compose 2.26, shortened. */
const recorded = {
	name: 'specivo',
	networks: { default: { name: 'specivo_default' } },
	services: {
		api: {
			command: null,
			entrypoint: null,
			depends_on: { db: { condition: 'service_healthy', required: false } },
			environment: { SECRET_KEY: 'x', DEBUG: null, WORKERS: 4, TLS: true },
			healthcheck: { test: ['CMD', 'true'], interval: '10s' },
			image: 'specivo/specivo:0.1.9',
			networks: { default: null },
			restart: 'unless-stopped',
			volumes: [
				{
					type: 'bind',
					source: '/opt/specivo/specivo-data',
					target: '/app/data',
					bind: { create_host_path: true },
				},
			],
		},
		nginx: {
			image: 'nginx:1-alpine',
			ports: [{ mode: 'ingress', host_ip: '127.0.0.1', target: 80, published: '9933', protocol: 'tcp' }],
		},
		builder: { build: { context: '.' } },
	},
};

test('what Compose says is read, the rest left aside', () => {
	const config = parseComposeConfig(JSON.stringify(recorded));
	expect(config.name).toBe('specivo');
	expect(Object.keys(config.services)).toEqual(['api', 'nginx', 'builder']);
	expect(config.services.api).toEqual({
		image: 'specivo/specivo:0.1.9',
		environment: { SECRET_KEY: 'x', DEBUG: null, WORKERS: 4, TLS: true },
		volumes: [{ type: 'bind', source: '/opt/specivo/specivo-data', target: '/app/data' }],
		ports: [],
		healthcheck: { test: ['CMD', 'true'], interval: '10s' },
		restart: 'unless-stopped',
		depends_on: { db: { condition: 'service_healthy', required: false } },
		networks: { default: null },
	});
	expect(config.services.nginx?.ports).toEqual([{ published: '9933', target: 80, host_ip: '127.0.0.1' }]);
});

test('a service that is built has no image', () => {
	expect(parseComposeConfig(JSON.stringify(recorded)).services.builder).toEqual({
		build: { context: '.' },
		environment: {},
		volumes: [],
		ports: [],
	});
});

test.each<[string, object, string | undefined]>([
	['on every address', { published: '8001', target: 8000 }, 'http://127.0.0.1:8001'],
	['on all by name', { published: 8001, target: 8000, host_ip: '0.0.0.0' }, 'http://127.0.0.1:8001'],
	['on one', { published: '8001', target: 8000, host_ip: '10.0.0.5' }, 'http://10.0.0.5:8001'],
	['on one of IPv6', { published: '8001', target: 8000, host_ip: '::1' }, 'http://[::1]:8001'],
	['another port', { published: '8001', target: 9000 }, undefined],
	['not published', { target: 8000 }, undefined],
])('where a port is reached that is published %s', (_how, port, address) => {
	const config = parseComposeConfig(JSON.stringify({ name: 'app', services: { api: { ports: [port] } } }));
	expect(publishedAt(config, 'api', 8000)).toBe(address);
	expect(publishedAt(config, 'web', 8000)).toBeUndefined();
});

test('a project without services is one', () => {
	expect(parseComposeConfig('{"name":"empty"}').services).toEqual({});
});

test.each([
	['no name', '{"services":{}}'],
	['services of another shape', '{"name":"x","services":[]}'],
	['no JSON', 'time="…" level=warning'],
])('%s is an error, not a guess', (_condition, json) => {
	expect(() => parseComposeConfig(json)).toThrow();
});

test.each([
	[undefined, 10_000],
	['5m0s', 300_000],
	['1h2m3s', 3_723_000],
	['1m30s', 90_000],
	['500ms', 500],
	['1.5s', 1500],
	['0s', 0],
])('a service whose grace period is %s gets %d ms to stop', (stop_grace_period, expected) => {
	const config = parseComposeConfig(JSON.stringify({ name: 'x', services: { api: { stop_grace_period } } }));
	expect(graceOf(config, 'api')).toBe(expected);
});

test('what a service depends on, and what that depends on', () => {
	const config = parseComposeConfig(
		JSON.stringify({
			name: 'x',
			services: {
				proxy: { depends_on: { api: { condition: 'service_healthy' } } },
				api: { depends_on: { db: {} } },
				db: {},
				// Two that need each other are Compose's to refuse.
				a: { depends_on: { b: {} } },
				b: { depends_on: { a: {} } },
			},
		}),
	);
	expect(dependsOn(config, 'proxy', ['api'])).toBe(true);
	expect(dependsOn(config, 'proxy', ['db'])).toBe(true);
	expect(dependsOn(config, 'db', ['api', 'proxy'])).toBe(false);
	expect(dependsOn(config, 'api', ['api'])).toBe(false);
	expect(dependsOn(config, 'a', ['api'])).toBe(false);
	expect(dependsOn(config, 'nobody', ['api'])).toBe(false);
});
