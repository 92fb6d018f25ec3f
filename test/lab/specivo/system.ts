import { given, wholeNumber } from '../options.ts';
import type { LabSystem } from '../system.ts';
import { buildSpecivoImages } from './images.ts';
import type { SpecivoOptions } from './stack.ts';
import { bringUpSpecivo, takeDownSpecivo } from './stack.ts';
import { specivoVersions } from './versions.ts';

type Own = Pick<SpecivoOptions, 'attachmentsMegabytes' | 'slowMigrationSeconds' | 'forgetImages'>;

/** Specivo as the lab's command line knows it. */
export const specivo: LabSystem<Own> = {
	name: 'specivo',
	about: [
		'issue tracker and wiki, six services',
		"A stand-in for an image that cannot be had here, not the vendor's code.",
		'PostgreSQL 17 with pgvector, Redis, nginx, alembic, FastAPI and celery are real, from Debian.',
	],
	versions: specivoVersions,
	note: '0.3.0, 0.3.1, 0.3.2 and 0.4.0 are each an upgrade of 0.2.0.',
	options: {
		'attachments-mb': { value: 'M', help: 'megabytes of attachments (5)' },
		'slow-seconds': { value: 'S', help: 'how long the migration of 0.4.0 takes (60)' },
		'forget-images': { help: 'first remove unused Specivo images, so that a pull downloads' },
	},
	defaults: { rows: 20_000, port: 9933 },
	readOptions: (values) => ({
		...given('attachmentsMegabytes', wholeNumber(values['attachments-mb'], '--attachments-mb', 0)),
		...given('slowMigrationSeconds', wholeNumber(values['slow-seconds'], '--slow-seconds', 1)),
		forgetImages: values['forget-images'] === true,
	}),
	build: async (progress) => buildSpecivoImages(undefined, progress),
	up: bringUpSpecivo,
	down: takeDownSpecivo,
	compose: 'docker compose --env-file .env --env-file .env.local',
};
