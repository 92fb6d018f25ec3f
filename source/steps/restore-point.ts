// Touches the world: takes a restore point.
import { takeRestorePoint, type Wanted } from '../restore-points/take.ts';
import { dataPlaces } from '../survey/data.ts';
import type { Facts } from '../survey/facts.ts';
import type { Stack } from '../survey/identify.ts';
import { formatBytes } from '../text/bytes.ts';
import { restorePointContext } from './restore-point-context.ts';
import type { StepKindModule } from './step.ts';

/** Saves database, data and configuration together; partial work is removed when it fails. */
export const restorePoint: StepKindModule = {
	interruptible: true,
	async act(context) {
		const { path, manifest } = await takeRestorePoint(
			restorePointContext(context),
			wanted(context.stack, context.facts, new Date()),
		);
		const bytes = [...manifest.databases, ...manifest.directories, ...manifest.files].reduce(
			(sum, artifact) => sum + artifact.bytes,
			0,
		);
		const rows = manifest.databases
			.flatMap((database) => database.tables)
			.reduce((sum, table) => sum + table.rows, 0);
		const changed = manifest.directories.flatMap((directory) => directory.changed);
		return {
			detail: `${manifest.id}: ${formatBytes(bytes)}, ${rows} rows${changed.length > 0 ? `; changed while it was read: ${changed.join(', ')}` : ''}`,
			outputs: { path, takenAt: manifest.takenAt },
		};
	},
};

/** What a restore point of this stack holds. @param now names it */
export function wanted(stack: Stack, facts: Facts, now: Date): Wanted {
	const places = dataPlaces(stack);
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
		databases: places.flatMap((place) =>
			place.kind === 'postgres'
				? [{ service: place.service, user: place.user, database: place.database }]
				: [],
		),
		directories: places.flatMap((place) =>
			place.kind === 'directory' ? [{ path: place.path, except: place.except }] : [],
		),
		files: places.flatMap((place) => (place.kind === 'files' ? place.paths : [])),
		now,
	};
}
