import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { DatabaseImageName } from './database-images.ts';
import { databaseImageNames, obtainableDatabaseImages, provideDatabaseImages } from './database-images.ts';
import { docker, tryDocker } from './docker.ts';

// Every connection goes to the container's own address: there a password is asked for, and the
// temporary server of a first start does not listen.

type Case = {
	version: string;
	data: string;
	settings: Record<string, string>;
	/** Reads SQL from standard input. */
	client: string;
	extensions: readonly string[];
};

const cases: Record<DatabaseImageName, Case> = {
	'postgres:13': postgres('13.', ['pg_trgm']),
	'postgres:15': postgres('15.', ['pg_trgm']),
	'postgres:17': postgres('17.', ['pg_trgm', 'vector']),
	'mariadb:11': {
		version: '11.8',
		data: '/var/lib/mysql',
		settings: {
			MARIADB_ROOT_PASSWORD: "root's \\ secret",
			MARIADB_DATABASE: 'lock_book',
			MARIADB_USER: 'keeper',
			MARIADB_PASSWORD: "keeper's \\ secret",
		},
		client:
			'MYSQL_PWD=$MARIADB_PASSWORD mariadb -h "$(hostname -i)" -u "$MARIADB_USER" -BN "$MARIADB_DATABASE"',
		extensions: [],
	},
};

function postgres(version: string, extensions: readonly string[]): Case {
	return {
		...{ version, extensions, data: '/var/lib/postgresql/data' },
		settings: {
			POSTGRES_USER: 'keeper',
			POSTGRES_PASSWORD: "keeper's \\ secret",
			POSTGRES_DB: 'lock_book',
		},
		client:
			'PGPASSWORD=$POSTGRES_PASSWORD psql -h "$(hostname -i)" -U "$POSTGRES_USER" -X -v ON_ERROR_STOP=1 -qAt "$POSTGRES_DB"',
	};
}

const containers: string[] = [];
const volumes: string[] = [];
let obtainable: readonly DatabaseImageName[];

beforeAll(async () => {
	obtainable = await obtainableDatabaseImages();
	await provideDatabaseImages(obtainable, (line) => console.log(line));
});

afterEach(async () => {
	for (const container of containers.splice(0)) {
		await docker(['rm', '--force', '--volumes', container]);
	}

	for (const volume of volumes.splice(0)) {
		await docker(['volume', 'rm', volume]);
	}
});

async function createVolume(): Promise<string> {
	const volume = (await docker(['volume', 'create'])).trim();
	volumes.push(volume);
	return volume;
}

async function start(
	image: DatabaseImageName,
	volume: string,
	settings: Record<string, string>,
): Promise<string> {
	const environment = Object.entries(settings).flatMap(([name, value]) => ['--env', `${name}=${value}`]);
	const mount = `${volume}:${cases[image].data}`;
	const container = (await docker(['run', '--detach', '--volume', mount, ...environment, image])).trim();
	containers.push(container);
	return container;
}

async function remove(container: string): Promise<void> {
	await docker(['rm', '--force', '--volumes', container]);
	containers.splice(containers.indexOf(container), 1);
}

async function ask(container: string, client: string, sql: string): Promise<string> {
	return (await docker(['exec', '--interactive', container, 'sh', '-c', client], { input: sql })).trim();
}

async function untilItAnswers(container: string, client: string): Promise<void> {
	await vi.waitFor(async () => expect(await ask(container, client, 'SELECT 1;')).toBe('1'), {
		timeout: 60_000,
		interval: 200,
	});
}

describe.for(databaseImageNames)('%s', (image) => {
	const { client, data, extensions, settings, version } = cases[image];

	test('keeps a row in its volume, and nothing elsewhere, when its container is replaced', async (context) => {
		context.skip(!obtainable.includes(image), 'its Debian release cannot be had here');
		const volume = await createVolume();
		const first = await start(image, volume, settings);
		await untilItAnswers(first, client);
		expect(await ask(first, client, 'SELECT version();')).toContain(version);
		await ask(
			first,
			client,
			"CREATE TABLE boats (name varchar(40)); INSERT INTO boats VALUES ('Zeezicht ✓');",
		);
		const mounts = JSON.parse(await docker(['inspect', '--format', '{{json .Mounts}}', first])) as object[];
		expect(mounts).toMatchObject([{ Name: volume, Destination: data }]);
		await docker(['stop', '--time', '30', first]);
		expect((await docker(['inspect', '--format', '{{.State.ExitCode}}', first])).trim()).toBe('0');
		await remove(first);

		const second = await start(image, volume, settings);
		await untilItAnswers(second, client);
		expect(await ask(second, client, 'SELECT name FROM boats;')).toBe('Zeezicht ✓');
		await docker(['restart', '--time', '30', second]);
		await untilItAnswers(second, client);
		expect(await ask(second, client, 'SELECT name FROM boats;')).toBe('Zeezicht ✓');
	});

	test('has the tools and extensions of the image it stands in for', async (context) => {
		context.skip(!obtainable.includes(image), 'its Debian release cannot be had here');
		const container = await start(image, await createVolume(), settings);
		await untilItAnswers(container, client);
		const tools = image.startsWith('postgres')
			? ['pg_dump', 'pg_dumpall', 'pg_restore', 'pg_basebackup', 'pg_isready', 'zstd']
			: ['mariadb-dump', 'mariadb', 'mariadb-admin', 'mariadb-backup', 'zstd'];
		await docker(['exec', container, 'which', ...tools]);
		for (const extension of extensions) {
			await ask(container, client, `CREATE EXTENSION ${extension};`);
		}
	});

	test('lets nobody in with a wrong password', async (context) => {
		context.skip(!obtainable.includes(image), 'its Debian release cannot be had here');
		const container = await start(image, await createVolume(), settings);
		await untilItAnswers(container, client);
		const wrong = client.replace(/\$\w+_PASSWORD/, 'wrong');
		await expect(ask(container, wrong, 'SELECT 1;')).rejects.toThrow(
			/password authentication failed|Access denied/,
		);
	});

	test('refuses a first start without a password and leaves the volume empty', async (context) => {
		context.skip(!obtainable.includes(image), 'its Debian release cannot be had here');
		const volume = await createVolume();
		const container = await start(image, volume, {});
		expect((await docker(['wait', container])).trim()).toBe('1');
		expect((await tryDocker(['logs', container])).stderr).toMatch(
			/Database is uninitialized and (superuser password|password option) is not specified/,
		);
		const seen = ['run', '--rm', '--volume', `${volume}:/seen`, '--entrypoint', 'ls', image, '-A', '/seen'];
		expect((await docker(seen)).trim()).toBe('');
	});
});

test('mariadb takes the older names of its settings, a password from a file, and an empty one for root', async (context) => {
	context.skip(!obtainable.includes('mariadb:11'), 'its Debian release cannot be had here');
	const { client } = cases['mariadb:11'];
	const container = await start('mariadb:11', await createVolume(), {
		MYSQL_ALLOW_EMPTY_PASSWORD: '1',
		MYSQL_DATABASE: 'lock_book',
		MYSQL_USER: 'keeper',
		MYSQL_PASSWORD_FILE: '/etc/hostname',
	});
	const older = client
		.replace('$MARIADB_PASSWORD', '$(cat /etc/hostname)')
		.replaceAll('$MARIADB_', '$MYSQL_');
	await untilItAnswers(container, older);
	expect(await ask(container, 'mariadb -u root -BN', 'SELECT current_user();')).toBe('root@localhost');
	expect(await ask(container, older, 'SHOW GRANTS;')).toContain('`lock\\\\_book`.*');
});

test('mariadb has no account of root without its password', async (context) => {
	context.skip(!obtainable.includes('mariadb:11'), 'its Debian release cannot be had here');
	const { client, settings } = cases['mariadb:11'];
	const container = await start('mariadb:11', await createVolume(), settings);
	await untilItAnswers(container, client);
	const asRoot = 'MYSQL_PWD=$MARIADB_ROOT_PASSWORD mariadb -u root -BN';
	const accounts = await ask(
		container,
		asRoot,
		"SELECT host, authentication_string <> '' FROM mysql.user WHERE user = 'root' ORDER BY host;",
	);
	expect(accounts).toBe('%\t1\nlocalhost\t1');
});
