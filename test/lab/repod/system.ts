import { given, wholeNumber } from '../options.ts';
import type { LabSystem } from '../system.ts';
import { buildRepodImages } from './images.ts';
import type { RepodOptions } from './stack.ts';
import { bringUpRepod, takeDownRepod } from './stack.ts';
import { repodVersions } from './versions.ts';

/** Repod as the lab's command line knows it. */
export const repod: LabSystem<Pick<RepodOptions, 'poolMegabytes'>> = {
	name: 'repod',
	about: [
		'package repository server, two shapes: 0.9.x classic, 1.x current',
		"A stand-in for images that cannot be had here, not the vendor's code. They lie at repod-ce/ and",
		"not at ghcr.io/repod-ce/: the host is the only difference. PostgreSQL (17 under the vendor's",
		'tag 16-alpine), SQLite, alembic and git are real, the application is small.',
	],
	versions: repodVersions,
	note: '1.1.x are upgrades of 1.0.0, and 1.2.x of 1.1.x; 0.9.2, 0.9.3 and 0.9.4 are each one of 0.9.1.',
	options: { 'pool-mb': { value: 'M', help: 'megabytes in the package pool (5)' } },
	defaults: { rows: 5000, port: 8000 },
	readOptions: (values) => given('poolMegabytes', wholeNumber(values['pool-mb'], '--pool-mb', 0)),
	build: buildRepodImages,
	up: bringUpRepod,
	down: takeDownRepod,
	compose: 'docker compose',
};
