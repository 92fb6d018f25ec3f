// Touches the world: takes a restore point.
import { kindOf } from '../restore-points/data-kinds.ts';
import { bytesOf, partsOf } from '../restore-points/manifest.ts';
import { takeRestorePoint, type Wanted } from '../restore-points/take.ts';
import { stoppedServices } from '../runbook/stopped-services.ts';
import { dataPlaces } from '../survey/data.ts';
import type { Facts } from '../survey/facts.ts';
import type { Stack } from '../survey/identify.ts';
import { notedByAlembic } from '../survey/schema/revision.ts';
import { formatBytes } from '../text/bytes.ts';
import { restorePointContext } from './restore-point-context.ts';
import type { StepKindModule } from './step.ts';
import { whileStopped } from './while-stopped.ts';

/** Saves database, data and configuration together; partial work is removed when it fails. */
export const restorePoint: StepKindModule = {
	interruptible: true,
	async act(context) {
		const { path, manifest } = await whileStopped(context, stoppedServices(context.stack.runbook), () =>
			takeRestorePoint(restorePointContext(context), wanted(context.stack, context.facts, new Date())),
		);
		const rows = [
			...partsOf(manifest, 'postgres'),
			...partsOf(manifest, 'mariadb'),
			...partsOf(manifest, 'sqlite'),
		]
			.flatMap((database): readonly { rows: number }[] => database.tables)
			.reduce((sum, table) => sum + table.rows, 0);
		const changed = [...partsOf(manifest, 'directory'), ...partsOf(manifest, 'volume')].flatMap(
			(archive) => archive.changed,
		);
		const notRun = partsOf(manifest, 'script').filter(({ skipped }) => skipped !== undefined);
		return {
			detail: [
				`${manifest.id}: ${formatBytes(bytesOf(manifest))}, ${rows} rows`,
				...(changed.length > 0 ? [`changed while it was read: ${changed.join(', ')}`] : []),
				...notRun.map((part) => `${kindOf(part).label(part)} was not run: ${part.skipped}`),
			].join('; '),
			outputs: { path, id: manifest.id, takenAt: manifest.takenAt },
		};
	},
};

/** What a restore point of this stack holds. @param now names it */
export function wanted(stack: Stack, facts: Facts, now: Date): Wanted {
	return {
		app: facts.app,
		stack: facts.stack,
		version: facts.version.current ?? 'unknown',
		backups: stack.backups,
		images: facts.services.flatMap((service) =>
			service.imageId
				? [
						{
							service: service.name,
							reference: service.runningImage ?? service.image,
							id: service.imageId,
							...(service.digest ? { digest: service.digest } : {}),
						},
					]
				: [],
		),
		...(facts.schema.ok && facts.schema.value.current ? { schemaRevision: facts.schema.value.current } : {}),
		...(notedByAlembic(stack.runbook) ? {} : { alembic: false as const }),
		places: dataPlaces(stack),
		physical: stack.settings.physical ?? 'auto',
		now,
	};
}
