import type { Manifest } from '../../source/restore-points/manifest.ts';

/** A proven restore point of Specivo 0.1.10 with one database, one directory and one file. @param changes replace whole keys */
export const manifestFixture = (changes: Partial<Manifest> = {}): Manifest => ({
	format: 2,
	id: '20260615T021000Z-0.1.10',
	run: '20260615T021000Z-abcd',
	app: 'Specivo',
	stack: 'specivo',
	takenAt: '2026-06-15T02:11:12.000Z',
	version: '0.1.10',
	lockkeeper: '0.1.0',
	images: [],
	schemaRevision: '0020',
	took: 12_000,
	tools: {},
	parts: [],
	proof: { level: 'data', at: '2026-06-15T02:12:00.000Z', restoreTook: 25_000, detail: '12 tables equal' },
	...changes,
});
