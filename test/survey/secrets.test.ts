import { expect, test } from 'vitest';
import { parseComposeConfig } from '../../source/survey/compose-config.ts';
import { secretsOfStack } from '../../source/survey/secrets.ts';

const config = parseComposeConfig(
	JSON.stringify({
		name: 'app',
		services: {
			api: {
				image: 'acme/api:1.0.0',
				environment: { API_TOKEN: 'of-the-compose-file', WORKERS: 4, DEBUG: null, DB_PASSWORD: 'of-a-shell' },
			},
			db: {
				image: 'postgres:16',
				environment: { POSTGRES_PASSWORD: 'of-another', POSTGRES_USER: 'of-nobody' },
			},
		},
	}),
);

test('secrets of the env files, and of what Compose gives each service', () => {
	const secrets = secretsOfStack({
		envVariables: { SECRET_KEY: 'of-an-env-file', PORT: '8080-8090' },
		config,
	});
	expect([...secrets].sort()).toEqual(['of-a-shell', 'of-an-env-file', 'of-another', 'of-the-compose-file']);
});
