import { specivoVersions } from './specivo/versions.ts';

/** What `lab list` prints: every system, its versions, and what stands in for what. */
export function describeSystems(): string {
	const width = Math.max(...specivoVersions.map(({ version }) => version.length));
	return [
		'specivo   issue tracker and wiki, six services',
		"          A stand-in for an image that cannot be had here, not the vendor's code.",
		'          PostgreSQL 17 with pgvector, Redis, nginx, alembic, FastAPI and celery are real, from Debian.',
		'',
		...specivoVersions.map(({ version, brings }) => `  ${version.padEnd(width)}  ${brings}`),
		'',
		'0.3.0, 0.3.1, 0.3.2 and 0.4.0 are each an upgrade of 0.2.0.',
	].join('\n');
}
