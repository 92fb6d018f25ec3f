// Touches the world: goes to a version with another schema and back, again and again.
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Progress } from '../../lab/image.ts';
import { schemaRevision } from '../../lab/specivo/facts.ts';
import type { SpecivoStack } from '../../lab/specivo/stack.ts';
import { goBack } from '../go-back.ts';
import { type RestoreMeasure, type Rounds, restoreMeasures } from '../measure.ts';
import { from } from '../upgrade-rounds.ts';
import { timed } from './call.ts';
import { type OldState, type RestoreSide, restore } from './restore.ts';
import { deadlineOf, type Workshop } from './workshop.ts';

/** The next version that moves the schema; the data that is measured is not touched by its migrations. */
const to = '0.2.0';

const sides: Readonly<Record<RestoreMeasure, RestoreSide>> = {
	'restore-copy': 'copied files',
	'restore-dump': 'dump',
};

/**
 * Times of ways back, against the guide's restore. Both sides go back to what was saved once, from the same state:
 * before each the stack is led forward again, what an earlier way back has kept is removed, and nothing is left for
 * the autovacuum or the next checkpoint.
 */
export async function restoreRounds(
	workshop: Workshop,
	names: readonly string[],
	rounds: number,
	progress: Progress,
): Promise<Readonly<Partial<Record<RestoreMeasure, Rounds>>>> {
	const wanted = restoreMeasures.filter((name) => names.includes(name));
	if (wanted.length === 0) {
		return {};
	}

	const { stack, signal } = workshop.subject;
	await goBack(stack, from);
	const old = await save(workshop);
	const times = new Map<RestoreSide, number[]>();
	try {
		for (let round = 1; round <= rounds; round += 1) {
			for (const side of [...wanted.map((name) => sides[name]), 'guide'] as const) {
				signal.throwIfAborted();
				await goForward(stack);
				const { took, steps } = await restore(side, workshop, old);
				times.set(side, [...(times.get(side) ?? []), took]);
				progress(
					`round ${round} of ${rounds}, restore by ${side}: ${(took / 1000).toFixed(2)} s${steps === '' ? '' : ` (${steps})`}`,
				);
			}
		}

		await settle(stack);
	} finally {
		await rm(workshop.backups, { recursive: true, force: true });
	}

	const timesOf = (side: RestoreSide) => times.get(side) ?? [];
	return Object.fromEntries(
		wanted.map((name) => [name, { ours: timesOf(sides[name]), theirs: timesOf('guide') }]),
	);
}

/** What both sides go back to, taken at the same state. */
async function save(workshop: Workshop): Promise<OldState> {
	const { subject, backups } = workshop;
	const { stack, signal, program } = subject;
	const byHand = path.join(backups, 'by-hand');
	await mkdir(byHand, { recursive: true, mode: 0o700 });
	await writeFile(path.join(stack.directory, 'lockkeeper.yaml'), `backups: ${JSON.stringify(backups)}\n`);
	const options = { directory: stack.directory, deadline: deadlineOf(workshop), signal };
	const environment = {};
	const words = [program, 'backup', '--stack', stack.directory, '--yes', '--json'];
	await timed({ program: process.execPath, words, environment }, options);
	const script = path.join(import.meta.dirname, 'by-hand.sh');
	await timed({ program: 'bash', words: [script, byHand], environment }, options);
	const point = (await readdir(path.join(backups, stack.project))).sort().at(-1);
	if (point === undefined) {
		throw new Error('Expected a restore point to go back to, found none.');
	}

	return { version: from, schemaRevision: await schemaRevision(stack), point, byHand };
}

/** The state that every restore starts from. @throws when the schema did not move */
async function goForward(stack: SpecivoStack): Promise<void> {
	const before = await schemaRevision(stack);
	await goBack(stack, to);
	if ((await schemaRevision(stack)) === before) {
		throw new Error(`Expected ${to} to move the schema, but it stayed at ${before}.`);
	}

	await settle(stack);
}

async function settle(stack: SpecivoStack): Promise<void> {
	const kept = await stack.sql(
		"SELECT quote_ident(datname) FROM pg_database WHERE datname ~ '^specivo_before_'",
	);
	for (const database of kept.split('\n').filter((name) => name !== '')) {
		await stack.sql(`DROP DATABASE ${database}`);
	}

	await removeKeptDirectories(path.join(stack.directory, 'specivo-data'));
	await stack.sql('VACUUM (FREEZE, ANALYZE)');
	await stack.sql('CHECKPOINT');
}

/** Those of files, and those of a server's files beside the ones in use. */
async function removeKeptDirectories(directory: string): Promise<void> {
	for (const entry of await readdir(directory, { withFileTypes: true })) {
		const below = path.join(directory, entry.name);
		if (entry.name.startsWith('.lockkeeper-before-')) {
			await rm(below, { recursive: true });
		} else if (entry.isDirectory() && /^(?:postgresql|\d+)$/.test(entry.name)) {
			await removeKeptDirectories(below);
		}
	}
}
