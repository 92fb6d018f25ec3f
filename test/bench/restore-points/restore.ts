// Touches the world: brings a stack back to its old version, by Lockkeeper or by the guide's commands.
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { containers, schemaRevision } from '../../lab/specivo/facts.ts';
import type { SpecivoStack } from '../../lab/specivo/stack.ts';
import { startLoad } from '../load.ts';
import { type Call, timed } from './call.ts';
import { chosenWay, guideStart, rollbackMarks, untilServing } from './restore-times.ts';
import { stepTimes } from './step-times.ts';
import { deadlineOf, type Workshop } from './workshop.ts';

/** Who restores: Lockkeeper by the copied files or by the dump, or the guide's commands as a script. */
export type RestoreSide = 'copied files' | 'dump' | 'guide';

/** What there is to go back to. */
export type OldState = {
	readonly version: string;
	readonly schemaRevision: string;
	/** Id of Lockkeeper's restore point. */
	readonly point: string;
	/** Directory of the dump and archive made by hand. */
	readonly byHand: string;
};

export type Restored = {
	/** Milliseconds from the choice to the first right answer of the old version. */
	readonly took: number;
	/** Times of Lockkeeper's own steps, in words; empty for the script. */
	readonly steps: string;
};

/** Milliseconds of asking after the commands have ended: what was started last may take a moment to answer. */
const margin = 3000;

/** @throws when the old version does not serve its own schema afterwards, or another way was taken */
export async function restore(side: RestoreSide, workshop: Workshop, old: OldState): Promise<Restored> {
	const { stack } = workshop.subject;
	// The files of a server can only be exchanged where it has no other database; else the dump is what there is.
	if (side === 'dump') await stack.sql('CREATE DATABASE bench_neighbour');
	const load = startLoad(stack.url, 302, deadlineOf(workshop));
	try {
		const began = performance.timeOrigin + performance.now();
		const { stdout } = await timed(callOf(side, workshop, old), {
			...{ directory: stack.directory, deadline: deadlineOf(workshop), signal: workshop.subject.signal },
		});
		const marks = side === 'guide' ? { chosen: began, starting: guideStart(stdout) } : rollbackMarks(stdout);
		if (side !== 'guide') demandWay(side, stdout);
		await pause(margin);
		const took = untilServing(marks, await load.stop(), performance.timeOrigin);
		await demandOld(stack, old);
		return { took, steps: side === 'guide' ? '' : stepTimes(stdout) };
	} finally {
		await load.stop();
		if (side === 'dump') await stack.sql('DROP DATABASE IF EXISTS bench_neighbour');
	}
}

function callOf(side: RestoreSide, { subject }: Workshop, { version, point, byHand }: OldState): Call {
	if (side === 'guide') {
		const script = path.join(import.meta.dirname, 'guide-restore-and-start.sh');
		return { program: 'bash', words: [script, byHand, version], environment: {} };
	}

	const words = ['rollback', '--to', point, '--stack', subject.stack.directory];
	return {
		program: process.execPath,
		words: [subject.program, ...words, '--yes', '--allow-irreversible', '--json'],
		environment: {},
	};
}

function demandWay(side: 'copied files' | 'dump', output: string): void {
	const expected = side === 'dump' ? 'restore' : 'restore-copy';
	const found = chosenWay(output);
	if (found !== expected) {
		throw new Error(`Expected the way back ${expected}, but ${found ?? 'none'} was taken.`);
	}
}

async function demandOld(stack: SpecivoStack, old: OldState): Promise<void> {
	const revision = await schemaRevision(stack);
	const image = (await containers(stack.project)).api?.image;
	if (revision !== old.schemaRevision || image !== `specivo/specivo:${old.version}`) {
		throw new Error(
			`Expected ${old.version} with schema ${old.schemaRevision} after a restore, found ${image} with ${revision}.`,
		);
	}
}
