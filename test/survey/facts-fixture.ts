import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { runbookSchema } from '../../source/runbook/schema.ts';
import type {
	DatabaseFact,
	DataFact,
	DiskFact,
	Facts,
	Probe,
	ServiceFact,
} from '../../source/survey/facts.ts';

const mebibyte = 1024 ** 2;
const gibibyte = 1024 ** 3;

const file = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');

/** The runbook as shipped. */
export const specivoRunbook = runbookSchema.parse(parse(file('../../source/runbooks/specivo.yaml')));

/** The lab's changelog, 0.1.6 to 0.4.0. */
export const specivoChangelog = file('../../source/practice/stack/CHANGELOG.md');

/** A digest that can be told apart by eye: one hexadecimal digit, 64 times. */
export const digest = (digit: string) => `sha256:${digit.repeat(64)}`;

/** A service of the fixture: up, without a check. */
export function serviceFixture(name: string, overrides: Partial<ServiceFact> = {}): ServiceFact {
	const image = overrides.image ?? `${name}:1`;
	return {
		name,
		container: `specivo-${name}-1`,
		image,
		runningImage: image,
		imageId: digest('a'),
		digest: `${image.replace(/:[^/]*$/, '')}@${digest('b')}`,
		state: 'no check',
		restarts: 0,
		startedAt: '2026-06-01T08:00:00.000Z',
		app: false,
		oneShot: false,
		...overrides,
	};
}

const app = { image: 'specivo/specivo:0.1.9', app: true, imageId: digest('1') } as const;

/** Six services in the vendor's shape; checks on three. */
export const specivoServices: readonly ServiceFact[] = [
	serviceFixture('nginx', { image: 'nginx:1-alpine', imageId: digest('2') }),
	serviceFixture('api', { ...app, state: 'healthy' }),
	serviceFixture('celery-worker', app),
	serviceFixture('celery-beat', app),
	serviceFixture('db', { image: 'pgvector/pgvector:pg18', imageId: digest('3'), state: 'healthy' }),
	serviceFixture('redis', { image: 'redis:7-alpine', imageId: digest('4'), state: 'healthy' }),
];

export const known = <T>(value: T): Probe<T> => ({ ok: true, value });

export const databaseFixture: DataFact = {
	id: 'postgres-db',
	kind: 'postgres',
	label: 'database specivo',
	bytes: 40 * mebibyte,
	items: 20_000,
	exists: true,
};

/** The server of that database, of the major version that its data is of. */
export const databaseVersionFixture = (overrides: Partial<DatabaseFact> = {}): DatabaseFact => ({
	service: 'db',
	user: 'specivo',
	database: 'specivo',
	image: 'pgvector/pgvector:pg18',
	runningImage: 'pgvector/pgvector:pg18',
	release: { product: 'PostgreSQL', major: '18' },
	there: { product: 'PostgreSQL', major: '18', toldBy: 'PG_VERSION' },
	data: { directory: '/opt/specivo/specivo-data/postgresql' },
	collations: [],
	...overrides,
});

export const directoryFixture: DataFact = {
	id: 'directory-specivo-data',
	kind: 'directory',
	label: 'directory specivo-data',
	bytes: 300 * mebibyte,
	path: '/opt/specivo/specivo-data',
	items: 412,
	exists: true,
};

/** A file system of the fixture: one for all purposes, 12 of 20 GiB free. */
export const diskFixture = (
	purpose: DiskFact['purpose'],
	overrides: Partial<DiskFact> = {},
): Probe<DiskFact> =>
	known({
		path: { 'restore points': '/var/backups/specivo', stack: '/opt/specivo', images: '/var/lib/docker' }[
			purpose
		],
		purpose,
		device: 2049,
		freeBytes: 12 * gibibyte,
		totalBytes: 20 * gibibyte,
		...overrides,
	});

/**
 * A healthy Specivo 0.1.9 on a small server, asked about 0.1.10, as the survey would find it. Every check
 * passes on it. @param overrides replace whole keys
 */
export function factsFixture(overrides: Partial<Facts> = {}): Facts {
	return {
		at: '2026-06-15T02:10:00.000Z',
		app: 'Specivo',
		runbook: specivoRunbook,
		stack: 'specivo',
		directory: '/opt/specivo',
		envFiles: ['.env', '.env.local'],
		composeFile: '/opt/specivo/docker-compose.yml',
		configDigest: digest('c'),
		engine: {
			version: '27.5.1',
			composeVersion: '2.32.4',
			architecture: 'amd64',
			rootDirectory: '/var/lib/docker',
			mirrors: [],
		},
		services: specivoServices,
		version: {
			pinned: '0.1.9',
			running: { api: '0.1.9', 'celery-worker': '0.1.9', 'celery-beat': '0.1.9' },
			current: '0.1.9',
			pinPlace: 'SPECIVO_VERSION in .env',
		},
		schema: known({ current: '0020', head: '0020' }),
		data: [
			known(databaseFixture),
			known(directoryFixture),
			known({
				id: 'files',
				kind: 'files',
				label: '.env, .env.local, docker-compose.yml',
				bytes: 4096,
				path: '/opt/specivo',
				items: 3,
				exists: true,
			}),
		],
		disks: [diskFixture('restore points'), diskFixture('stack'), diskFixture('images')],
		environment: {
			files: [
				{ name: '.env', exists: true },
				{ name: '.env.local', exists: true },
			],
			missing: [],
			defaulted: [],
		},
		mounts: [
			mount('nginx', 'specivo-data/logs/nginx', '/var/log/nginx'),
			mount('api', 'specivo-data', '/app/data'),
			mount('celery-worker', 'specivo-data', '/app/data'),
			mount('db', 'specivo-data/postgresql', '/var/lib/postgresql'),
			mount('redis', 'specivo-data/redis', '/data'),
		],
		sqlite: [],
		databases: [databaseVersionFixture()],
		backupPlace: { path: '/var/backups/specivo', writable: true, mode: 0o700, insideData: false },
		offHost: { is: 'named', at: '/mnt/nas/backups', there: known({ copies: [] }) },
		releases: known({
			versions: ['0.1.8', '0.1.9', '0.1.10', '0.2.0', '0.3.0', '0.3.1', '0.3.2', '0.4.0'],
			source: 'tags of specivo/specivo',
		}),
		targetImages: known([
			{
				reference: 'specivo/specivo:0.1.10',
				digest: digest('d'),
				bytes: 120 * mebibyte,
				layers: [
					{ digest: digest('e'), bytes: 100 * mebibyte },
					{ digest: digest('f'), bytes: 20 * mebibyte },
				],
			},
		]),
		tags: [
			{
				reference: 'specivo/specivo:0.1.9',
				is: 'running',
				here: digest('b'),
				there: known({ digest: digest('b'), same: true }),
			},
		],
		changelog: known({ text: specivoChangelog, place: 'CHANGELOG.md' }),
		...overrides,
	};
}

function mount(service: string, path: string, target: string) {
	return { service, source: `/opt/specivo/${path}`, target, exists: true, empty: false };
}
