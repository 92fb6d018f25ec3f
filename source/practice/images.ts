import { createHash } from 'node:crypto';
import type { PracticeRelease } from './releases.ts';

/** What an image runs. */
export type ImageKind = 'application' | 'postgres' | 'redis' | 'nginx';

export type Layer = {
	/** Of the compressed layer, as the registry has it. */
	readonly digest: string;
	/** Of the unpacked layer, as the engine has it. */
	readonly diffId: string;
	/** Compressed bytes. */
	readonly bytes: number;
};

/** An image as registry and engine know it. No layer is ever made: nothing but its description is needed. */
export type PracticeImage = {
	readonly kind: ImageKind;
	readonly repository: string;
	/** Undefined for all but the application. */
	readonly release?: PracticeRelease;
	readonly layers: readonly Layer[];
	readonly config: string;
	/** Digest of the config: the engine's id of the image. */
	readonly id: string;
	readonly manifest: string;
	/** Digest of the manifest. */
	readonly digest: string;
	/** Default program, as `docker image inspect` tells it. */
	readonly entrypoint: readonly string[];
	readonly command: readonly string[];
	readonly environment: readonly string[];
	readonly port: string;
	/** Directory that gets an anonymous volume when nothing is mounted there. */
	readonly volume?: string;
};

export const manifestType = 'application/vnd.docker.distribution.manifest.v2+json';

/** All images there are, by `repository:tag`. */
export function imageCatalogue(
	releases: readonly PracticeRelease[],
	architecture: string,
): ReadonlyMap<string, PracticeImage> {
	const catalogue = new Map<string, PracticeImage>();
	for (const release of releases) {
		const image = application(release, architecture);
		for (const tag of [release.version, ...release.floatingTags])
			catalogue.set(`${image.repository}:${tag}`, image);
	}
	catalogue.set(
		'pgvector/pgvector:pg18',
		make('postgres', 'pgvector/pgvector', architecture, [base, layer('postgresql 18', 96_300_000)], {
			entrypoint: ['docker-entrypoint.sh'],
			command: ['postgres'],
			environment: ['LANG=en_US.utf8', 'PG_MAJOR=18', 'PGDATA=/var/lib/postgresql/18/docker'],
			port: '5432/tcp',
			volume: '/var/lib/postgresql',
		}),
	);
	catalogue.set(
		'redis:7-alpine',
		make('redis', 'redis', architecture, [base, layer('redis 7', 12_900_000)], {
			entrypoint: ['docker-entrypoint.sh'],
			command: ['redis-server'],
			environment: [],
			port: '6379/tcp',
			volume: '/data',
		}),
	);
	catalogue.set(
		'nginx:1-alpine',
		make('nginx', 'nginx', architecture, [base, layer('nginx 1', 17_200_000)], {
			entrypoint: ['/docker-entrypoint.sh'],
			command: ['nginx', '-g', 'daemon off;'],
			environment: [],
			port: '80/tcp',
		}),
	);
	return catalogue;
}

/** `redis` as `redis:latest`, `127.0.0.1:5000/redis` too; a digest stays. */
export function withTag(reference: string): string {
	return reference.includes('@') || /:[^/]+$/.test(reference) ? reference : `${reference}:latest`;
}

const base = layer('base', 29_100_000);

type Program = Pick<PracticeImage, 'entrypoint' | 'command' | 'environment' | 'port'> & { volume?: string };

function application(release: PracticeRelease, architecture: string): PracticeImage {
	const revisions = release.migrations.map(({ revision, title }) => `${revision} ${title}`).join();
	const layers = [
		base,
		layer('python and packages', 84_600_000),
		layer(`specivo ${release.version} ${revisions} ${release.health}`, 7_900_000),
	];
	const image = make(
		'application',
		'specivo/specivo',
		architecture,
		layers,
		{
			entrypoint: ['/app/entrypoint.sh'],
			command: ['uvicorn', 'specivo.main:app', '--host', '0.0.0.0', '--port', '8000'],
			environment: ['PYTHONPATH=/app', 'PYTHONUNBUFFERED=1'],
			port: '8000/tcp',
		},
		release.version,
	);
	return { ...image, release };
}

function make(
	kind: ImageKind,
	repository: string,
	architecture: string,
	layers: readonly Layer[],
	program: Program,
	version?: string,
): PracticeImage {
	const environment = [
		'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
		...program.environment,
	];
	const config = JSON.stringify({
		architecture,
		os: 'linux',
		created: '2026-06-30T12:00:00Z',
		config: {
			Env: environment,
			Entrypoint: program.entrypoint,
			Cmd: program.command,
			ExposedPorts: { [program.port]: {} },
			Labels: {
				'lockkeeper.practice': `${repository}${version ? ` ${version}` : ''}: a description without content`,
			},
			...(program.volume ? { Volumes: { [program.volume]: {} } } : {}),
		},
		rootfs: { type: 'layers', diff_ids: layers.map(({ diffId }) => diffId) },
	});
	const manifest = JSON.stringify({
		schemaVersion: 2,
		mediaType: manifestType,
		config: {
			mediaType: 'application/vnd.docker.container.image.v1+json',
			size: config.length,
			digest: sha256(config),
		},
		layers: layers.map(({ bytes, digest }) => ({
			mediaType: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
			size: bytes,
			digest,
		})),
	});
	return {
		...program,
		kind,
		repository,
		layers,
		config,
		id: sha256(config),
		manifest,
		digest: sha256(manifest),
		environment,
	};
}

function layer(content: string, bytes: number): Layer {
	return { digest: sha256(`compressed ${content}`), diffId: sha256(content), bytes };
}

function sha256(text: string): string {
	return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}
