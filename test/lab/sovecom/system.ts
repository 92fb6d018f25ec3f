import type { LabSystem } from '../system.ts';
import { buildSovecomImages } from './images.ts';
import { bringUpSovecom, takeDownSovecom } from './stack.ts';
import { sovecomVersions } from './versions.ts';

/** SovEcom as the lab's command line knows it. */
export const sovecom: LabSystem = {
	name: 'sovecom',
	about: [
		'e-commerce, nine services, built from a git repository',
		"A stand-in, not the vendor's code. The repository with its tags, PostgreSQL 17 with",
		'pgvector, drizzle-kit, Redis and Caddy are real; the application and Meilisearch are small.',
	],
	versions: sovecomVersions,
	note: '1.1.0, 1.1.1 and 1.1.2 are each an upgrade of 1.0.2.',
	options: {},
	defaults: { rows: 20_000, port: 8480 },
	readOptions: () => ({}),
	build: buildSovecomImages,
	up: bringUpSovecom,
	down: takeDownSovecom,
	compose: 'docker compose',
};
