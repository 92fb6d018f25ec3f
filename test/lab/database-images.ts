// Touches the world: makes database images and their Debian bases available in the lab's registry.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { docker } from './docker.ts';
import type { LabImage, Progress } from './image.ts';
import { imagesLock, provideImage, seconds, standInLabel } from './image.ts';
import { whileLocked } from './lock.ts';
import { labelsInRegistry, registry } from './registry.ts';

type DebianSuite = 'bullseye' | 'bookworm' | 'trixie';

type DatabaseImage = LabImage & { suite: DebianSuite };

const images = {
	'postgres:13': postgresImage('13', 'bullseye', ['postgresql-13']),
	'postgres:15': postgresImage('15', 'bookworm', ['postgresql-15']),
	'postgres:17': postgresImage('17', 'trixie', ['postgresql-17', 'postgresql-17-pgvector']),
	'mariadb:11': {
		...{ name: 'mariadb', tag: '11', suite: 'trixie', context: contextOf('mariadb') },
		standsInFor: 'mariadb:11, made of MariaDB 11.8 from Debian trixie',
	},
} as const satisfies Record<string, DatabaseImage>;

export type DatabaseImageName = keyof typeof images;

/** Every database image the lab knows, by its Docker Hub name. MySQL is missing: Debian has MariaDB only. */
export const databaseImageNames = Object.keys(images) as DatabaseImageName[];

/** The database images this machine can have: those whose Debian release is at hand or still served. */
export async function obtainableDatabaseImages(): Promise<DatabaseImageName[]> {
	const obtainable = await Promise.all(
		databaseImageNames.map(async (name) => {
			const { suite } = images[name];
			return (await baseIsPresent(suite)) || (await mirrorOf(suite)) !== undefined;
		}),
	);
	return databaseImageNames.filter((_, index) => obtainable[index]);
}

/**
 * Builds and pushes those of these images that the registry does not have yet, by default all that
 * this machine can have. Several processes may call it at once.
 *
 * @throws when an image's Debian release is neither in the registry nor at a mirror of this machine.
 */
export async function provideDatabaseImages(
	names?: readonly DatabaseImageName[],
	progress: Progress = () => {},
): Promise<void> {
	const wanted = names ?? (await obtainableDatabaseImages());
	await whileLocked(imagesLock, async () => {
		for (const name of wanted) {
			const image = images[name];
			await provideImage(image, progress, async () => provideBase(image.suite, progress));
		}
	});
}

/** As docker-library's images before 18 have it: data and volume are /var/lib/postgresql/data. */
export function postgresImage(
	version: string,
	suite: DebianSuite,
	packages: readonly string[],
): DatabaseImage {
	const data = '/var/lib/postgresql/data';
	return {
		...{ name: 'postgres', tag: version, suite, context: contextOf('postgresql') },
		standsInFor: `postgres:${version}, made of ${packages.join(' and ')} from Debian ${suite}`,
		buildArguments: {
			...{ SUITE: suite, PG_MAJOR: version, PG_PACKAGES: packages.join(' ') },
			...{ DATA_VOLUME: data, DATA_DIRECTORY: data },
		},
	};
}

function contextOf(directory: string): string {
	return path.join(import.meta.dirname, 'images', directory);
}

async function baseIsPresent(suite: DebianSuite): Promise<boolean> {
	return (await labelsInRegistry('debian', `${suite}-slim`)) !== undefined;
}

/** The first of the archives that apt uses here which has this release. */
async function mirrorOf(suite: DebianSuite): Promise<string | undefined> {
	const { stdout } = await execa('apt-get', [
		...['indextargets', '--format', '$(REPO_URI)', 'Created-By: Packages'],
	]);
	for (const mirror of new Set(stdout.split('\n').filter((line) => line !== ''))) {
		const served = await fetch(new URL(`dists/${suite}/Release`, mirror), { method: 'HEAD' }).then(
			(response) => response.ok,
			() => false,
		);
		if (served) {
			return mirror;
		}
	}

	return undefined;
}

/** Makes debian:SUITE-slim once, in the way start-engine makes trixie's. */
async function provideBase(suite: DebianSuite, progress: Progress): Promise<void> {
	if (await baseIsPresent(suite)) {
		return;
	}

	const mirror = await mirrorOf(suite);
	if (mirror === undefined) {
		throw new Error(
			`Debian ${suite} cannot be had here: no archive in /etc/apt has it, and ${registry} has no debian:${suite}-slim.`,
		);
	}

	const started = performance.now();
	const work = await mkdtemp(path.join(tmpdir(), 'lockkeeper-lab-debian-'));
	try {
		const root = path.join(work, 'root');
		const archive = path.join(work, 'root.tar');
		await execa('debootstrap', ['--variant=minbase', suite, root, mirror]);
		await execa('tar', [
			...['--create', '--file', archive, '--directory', root],
			...['--exclude=./var/cache/apt/archives/*.deb', '--exclude=./var/lib/apt/lists/*'],
			// What the vendor's slim image leaves out as well.
			...['doc', 'info', 'locale', 'man'].map((name) => `--exclude=./usr/share/${name}/*`),
			'.',
		]);
		const label = `LABEL "${standInLabel}"="debian:${suite}-slim, made by debootstrap"`;
		const reference = `${registry}/library/debian:${suite}-slim`;
		await docker(['import', '--change', label, archive, reference]);
		await docker(['push', '--quiet', reference]);
	} finally {
		await rm(work, { recursive: true, force: true });
	}

	progress(`built and pushed debian:${suite}-slim in ${seconds(started)} s`);
}
