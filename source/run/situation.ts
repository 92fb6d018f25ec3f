// Touches the world: looks at schema, images and restore points.
import { basename } from 'node:path';
import type { Plan } from '../plan/plan.ts';
import type { OtherPoint, Situation } from '../plan/ways-back.ts';
import { listRestorePoints, type RestorePoints } from '../restore-points/list.ts';
import { isProven, type Manifest, partsOf } from '../restore-points/manifest.ts';
import { copyUse } from '../restore-points/postgres/copy-use.ts';
import type { Copies, LiveFiles } from '../restore-points/postgres/live-files.ts';
import { locateDatabase } from '../restore-points/sqlite/locate.ts';
import { schemaPlace } from '../survey/data.ts';
import type { Facts, Probe } from '../survey/facts.ts';
import { pinnedIn, type Stack } from '../survey/identify.ts';
import { probe } from '../survey/probe.ts';
import {
	readCheckoutHead,
	readCurrentRevision,
	readImageHead,
	revisionImage,
	tellsHead,
	tellsRevision,
} from '../survey/schema/revision.ts';
import { readSqliteDefinition } from '../survey/schema/sqlite.ts';
import { newestKeptState } from './kept-state.ts';
import { lookAtKept } from './look-at-kept.ts';
import { imageHere, lookForImages } from './look-for-images.ts';
import { isHalfSwapped, readRunRecords } from './run-records.ts';

export type WaysBackQuestion = {
	/** Facts from before the upgrade, or of now when asked for by `lockkeeper rollback`. */
	readonly facts: Facts;
	/** The upgrade this leads back from; its `from` is where to. */
	readonly plan: Pick<Plan, 'from' | 'to'>;
	/** What happened, a sentence. */
	readonly why: string;
	/** True when the new version passed its verification. */
	readonly verified: boolean;
	/** Only this restore point, by id. */
	readonly point?: string | undefined;
	/** Only the newest way back is to be undone. */
	readonly undo?: boolean | undefined;
	/** Restore points, by path, whose copies of files could not be laid beside in this run. */
	readonly copiesFailed?: readonly string[];
	/** A way back that was taken counts as success: the operator came for it. */
	readonly wanted?: boolean;
	/** True once a way back was taken and did not work. */
	readonly failed?: boolean;
};

/** What can be said about the ways back, by looking. */
export async function situationOf(stack: Stack, asked: WaysBackQuestion): Promise<Situation> {
	const { plan } = asked;
	const { from } = plan;
	const [points, revisionNow] = await Promise.all([
		listRestorePoints(stack.backups),
		probe(() => readCurrentRevision(stack)),
	]);
	const restorePoint = choosePoint(points.complete, from, asked.point);
	const pinned = pinnedIn(stack);
	const manifests = [
		...(restorePoint ? [restorePoint.manifest] : []),
		...points.complete.map(({ manifest }) => manifest).reverse(),
	];
	const image = await lookForImages(stack, from, manifests);
	const records = readRunRecords(stack.directory);
	const kept = newestKeptState(records);
	const before = await revisionBefore(stack, asked, restorePoint?.manifest);
	const moved = before.ok && revisionNow.ok && before.value !== revisionNow.value;
	return {
		from,
		to: plan.to,
		pinned,
		changed: true,
		healthy: asked.verified,
		revisionBefore: before,
		revisionNow,
		...(!moved && (await isDefinedOtherwise(stack, restorePoint?.manifest))
			? { definedOtherwise: true }
			: {}),
		restorePoint,
		others: othersOf(points, restorePoint?.manifest.id),
		copies: await copiesOf(stack, restorePoint),
		image,
		pinnedImage: pinned === from ? image : await lookForImages(stack, pinned, manifests),
		copyFailed: restorePoint !== undefined && asked.copiesFailed?.includes(restorePoint.path) === true,
		halfSwapped: isHalfSwapped(records),
		kept: kept && (await lookAtKept(stack, kept, await lookForImages(stack, kept.version, manifests))),
		toUndo: asked.undo === true,
		startTakes: 15_000,
	};
}

const othersOf = (
	{ complete, unreadable }: RestorePoints,
	taken: string | undefined,
): readonly OtherPoint[] =>
	[
		...complete.map(({ path, manifest }) => ({ id: manifest.id, path, manifest })),
		...unreadable.map(({ path, problem }) => ({
			id: basename(path),
			problem: problem.replace(`${path}/`, ''),
		})),
	]
		.filter(({ id }) => id !== taken)
		.sort((one, other) => one.id.localeCompare(other.id));

/** From the restore point, or the survey before the upgrade; a survey of now knows only the schema of now. */
async function revisionBefore(
	stack: Stack,
	{ plan, facts, wanted }: WaysBackQuestion,
	manifest: Manifest | undefined,
): Promise<Probe<string | undefined>> {
	if (manifest?.schemaRevision !== undefined) return { ok: true, value: manifest.schemaRevision };
	if (!wanted) return facts.schema.ok ? { ok: true, value: facts.schema.value.current } : facts.schema;
	const tells = revisionImage(stack, plan.from);
	if (tells === undefined && tellsHead(stack.runbook)) return probe(() => readCheckoutHead(stack, plan.from));
	const image = tells === undefined ? undefined : await imageHere(stack, tells);
	if (image === undefined)
		return { ok: false, problem: 'neither restore point nor image is on this host to tell it' };
	return probe(() => readImageHead(stack, image));
}

/** False where nothing tells it: whoever cannot be asked has told no revision either. */
async function isDefinedOtherwise(stack: Stack, manifest: Manifest | undefined): Promise<boolean> {
	const place = tellsRevision(stack.runbook) ? schemaPlace(stack) : undefined;
	if (place?.kind !== 'sqlite' || manifest === undefined) return false;
	const at = await locateDatabase({ engine: stack.engine }, place).catch(() => undefined);
	const saved = partsOf(manifest, 'sqlite').find(
		({ path, volume }) => path === at?.path && volume?.name === place.volume?.name,
	);
	if (!saved) return false;
	const now = await probe(() => readSqliteDefinition({ engine: stack.engine, place }));
	return now.ok && now.value !== saved.schema;
}

/** Whether every PostgreSQL database of a restore point can come back by the copy of its files. */
export async function copiesOf(
	stack: Stack,
	point: { readonly path: string; readonly manifest: Manifest } | undefined,
): Promise<Probe<Copies>> {
	const context = { engine: stack.engine, project: stack.project, run: 'ways-back', onProgress: () => {} };
	const copies: Record<string, LiveFiles> = {};
	for (const part of point ? partsOf(point.manifest, 'postgres') : []) {
		const use = await copyUse(context, point?.path ?? '', part);
		if ('problem' in use) return { ok: false, problem: use.problem };
		copies[part.service] = use.files;
	}
	return { ok: true, value: copies };
}

/** The newest proven one of the version, else the newest; ids sort by time. */
function choosePoint(
	points: readonly { path: string; manifest: Manifest }[],
	version: string,
	id: string | undefined,
) {
	const fitting = points.filter(({ manifest }) =>
		id === undefined ? manifest.version === version : manifest.id === id,
	);
	const sorted = [...fitting].sort((a, b) => a.manifest.id.localeCompare(b.manifest.id));
	return sorted.findLast(({ manifest }) => isProven(manifest)) ?? sorted.at(-1);
}
