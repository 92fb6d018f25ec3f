import type { Situation } from '../../source/plan/ways-back.ts';
import { manifestFixture } from './manifest-fixture.ts';

export const restorePoint = {
	path: '/var/backups/specivo/20260615T021000Z-0.1.10',
	manifest: manifestFixture(),
};

export const unmoved = { ok: true, value: '0020' } as const;

/** The upgrade from 0.1.10 to 0.2.0 failed after its migrations; the restore point is proven. */
export const situationFixture = (changes: Partial<Situation> = {}): Situation => ({
	from: '0.1.10',
	to: '0.2.0',
	pinned: '0.2.0',
	changed: true,
	healthy: false,
	revisionBefore: unmoved,
	revisionNow: { ok: true, value: '0023' },
	restorePoint,
	others: [],
	image: { is: 'here' },
	pinnedImage: { is: 'here' },
	copies: { ok: false, problem: 'it has no copy of its files' },
	copyFailed: false,
	halfSwapped: false,
	kept: undefined,
	toUndo: false,
	startTakes: 15_000,
	...changes,
});

/** The image of 0.1.10, and no registry has it. */
export const gone = { is: 'gone', problem: 'the image is gone: specivo/specivo:0.1.10' } as const;
