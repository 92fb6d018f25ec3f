// Touches the world: SovEcom as one of the lab's systems.
import { buildSovecomImages } from './images.ts';
import { bringUpSovecom, takeDownSovecom } from './stack.ts';
import { sovecomVersions } from './versions.ts';

const width = Math.max(...sovecomVersions.map(({ version }) => version.length));

export const sovecom = {
	name: 'sovecom',
	/** What `lab list` prints about it. */
	description: [
		'sovecom   e-commerce, nine services, built from a git repository',
		"          A stand-in, not the vendor's code. The repository with its tags, PostgreSQL 17 with",
		'          pgvector, drizzle-kit, Redis and Caddy are real; the application and Meilisearch are small.',
		'',
		...sovecomVersions.map(({ version, brings }) => `  ${version.padEnd(width)}  ${brings}`),
		'',
		'1.1.0, 1.1.1 and 1.1.2 are each an upgrade of 1.0.2.',
	].join('\n'),
	versions: sovecomVersions.map(({ version }) => version),
	build: buildSovecomImages,
	up: bringUpSovecom,
	down: takeDownSovecom,
} as const;
