import { given, oneOf } from '../options.ts';
import type { LabSystem } from '../system.ts';
import { variants } from './directory.ts';
import { buildSemaphorImages } from './images.ts';
import type { SemaphorOptions } from './stack.ts';
import { bringUpSemaphor, takeDownSemaphor } from './stack.ts';
import { semaphorVersions } from './versions.ts';

/** Semaphor as the lab's command line knows it. */
export const semaphor: LabSystem<Pick<SemaphorOptions, 'variant'>> = {
	name: 'semaphor',
	about: [
		'embedded analytics, three services',
		"A stand-in for images that nobody publishes, not the vendor's code.",
		'PostgreSQL 17 and Redis within the api-service are real, from Debian; the schema sync is our own.',
	],
	versions: semaphorVersions,
	note: '2.4.1 and 2.4.2 are upgrades of any version before them.',
	options: {
		variant: { value: 'V', help: 'embedded, or external: a server outside of the stack (embedded)' },
	},
	defaults: { rows: 5000, port: 3000 },
	readOptions: (values) => given('variant', oneOf(values.variant, '--variant', variants)),
	build: buildSemaphorImages,
	up: bringUpSemaphor,
	down: takeDownSemaphor,
	compose: 'docker compose',
};
