import type { PracticeFault } from './faults.ts';
import { type Migration, migrationLines } from './migrations.ts';

/** How a release answers its health check. */
export type HealthAnswer = 'ok' | 'never' | 'degraded';

/** One release of the stand-in application. */
export type PracticeRelease = {
	readonly version: string;
	readonly migrations: readonly Migration[];
	readonly health: HealthAnswer;
	/** Floating tags that name this release. */
	readonly floatingTags: readonly string[];
};

/** The lab's releases, oldest first: 0.3.x and 0.4.0 are each reached from 0.2.0. */
export const practiceReleases: readonly PracticeRelease[] = [
	{ version: '0.1.9', migrations: migrationLines['0.1'], health: 'ok', floatingTags: [] },
	{ version: '0.1.10', migrations: migrationLines['0.1'], health: 'ok', floatingTags: ['0.1'] },
	{ version: '0.2.0', migrations: migrationLines['0.2'], health: 'ok', floatingTags: ['0.2'] },
	{ version: '0.3.0', migrations: migrationLines['0.3'], health: 'ok', floatingTags: [] },
	{ version: '0.3.1', migrations: migrationLines['0.2'], health: 'never', floatingTags: [] },
	{ version: '0.3.2', migrations: migrationLines['0.2'], health: 'degraded', floatingTags: ['0.3'] },
	{ version: '0.4.0', migrations: migrationLines['0.4'], health: 'ok', floatingTags: ['0.4', 'latest'] },
];

/** The releases as they are with a fault: every one newer than the first version has it, the first never. */
export function releasesWith(
	fault: PracticeFault | undefined,
	firstVersion: string,
): readonly PracticeRelease[] {
	const first = practiceReleases.findIndex((release) => release.version === firstVersion);
	return practiceReleases.map((release, index) =>
		index > first && fault ? spoiled(release, fault, practiceReleases[first]) : release,
	);
}

function spoiled(
	release: PracticeRelease,
	fault: PracticeFault,
	first: PracticeRelease | undefined,
): PracticeRelease {
	switch (fault) {
		case 'migration-fails':
			return { ...release, migrations: withLast(release, first, failing) };
		case 'slow-migration':
			return { ...release, migrations: withLast(release, first, slow) };
		case 'unhealthy':
			return { ...release, health: 'never' };
		case 'degraded':
			return { ...release, health: 'degraded' };
		case 'disk-full':
		case 'registry-down':
		case 'bad-dump':
			return release;
		default:
			return fault satisfies never;
	}
}

/** Spoils the newest migration; a release that would bring none gets one of its own for it. */
function withLast(
	release: PracticeRelease,
	first: PracticeRelease | undefined,
	spoil: (migration: Migration) => Migration,
): readonly Migration[] {
	const known = first?.migrations.length ?? 0;
	const migrations =
		release.migrations.length > known ? release.migrations : [...release.migrations, additional(release)];
	return migrations.map((migration, index) =>
		index === migrations.length - 1 ? spoil(migration) : migration,
	);
}

function additional(release: PracticeRelease): Migration {
	const next = String(release.migrations.length + 1).padStart(4, '0');
	return {
		revision: next,
		title: 'note when issues were closed',
		statements: ['ALTER TABLE issues ADD COLUMN closed_at timestamptz'],
	};
}

/** No two issues of a project may have the same status: the seeded ones do, so PostgreSQL itself refuses. */
const failing = (migration: Migration): Migration => ({
	...migration,
	statements: [
		...migration.statements,
		'CREATE UNIQUE INDEX uq_issues_project_status ON issues (project_id, status)',
	],
});

const slow = (migration: Migration): Migration => ({ ...migration, slow: true });
