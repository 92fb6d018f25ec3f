// Touches the world: takes a restore point, by Lockkeeper or by a script, and looks at what came of it.
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { docker, tryDocker } from '../../lab/docker.ts';
import type { SpecivoStack } from '../../lab/specivo/stack.ts';
import { type Call, timed } from './call.ts';
import type { Room } from './room.ts';
import type { Side } from './side.ts';
import { stepTimes } from './step-times.ts';
import { deadlineOf, type Workshop } from './workshop.ts';

/** What is taken: a side of a comparison, or all that Lockkeeper takes when nothing is said. */
export type Kind = Side | 'as it comes';

export type Taken = {
	/** Milliseconds from the start of the command to its end. */
	readonly took: number;
	/** Bytes of all files made. */
	readonly bytes: number;
	/** Times of Lockkeeper's own steps, in words; empty for a script. */
	readonly steps: string;
};

export type TakeOptions = {
	/** Without one, nothing is held. */
	readonly room?: Room | undefined;
	/** Told the process once it runs. */
	readonly started?: (process: number) => void;
};

const backupOptions = {
	checked: { prove: 'quick', physical: 'off' },
	proven: { prove: 'data', physical: 'off' },
	physical: { prove: 'quick', physical: 'only' },
	'as it comes': { prove: 'data', physical: 'auto' },
} as const;
const scripts = { 'by hand': 'by-hand.sh', 'careful by hand': 'careful-by-hand.sh' } as const;

/** Takes one and removes it again. @throws when nothing came of it */
export async function take(kind: Kind, workshop: Workshop, options: TakeOptions = {}): Promise<Taken> {
	const { subject, backups } = workshop;
	const { room, started } = options;
	const ours = kind in backupOptions;
	const call =
		kind === 'by hand' || kind === 'careful by hand' ? script(kind, workshop) : await backup(kind, workshop);
	await settle(workshop, room);
	try {
		const { took, stdout } = await timed(room?.enter(call) ?? call, {
			...{ directory: subject.stack.directory, deadline: deadlineOf(workshop), signal: subject.signal },
			...(started === undefined ? {} : { started }),
		});
		return { took, bytes: await bytesBelow(backups, ours), steps: ours ? stepTimes(stdout) : '' };
	} finally {
		await removeThrowAways(subject.stack);
		await rm(backups, { recursive: true, force: true });
	}
}

function script(kind: keyof typeof scripts, { backups }: Workshop): Call {
	return {
		program: 'bash',
		words: [path.join(import.meta.dirname, scripts[kind]), backups],
		environment: {},
	};
}

async function backup(
	kind: keyof typeof backupOptions,
	{ subject, databasesOnly, backups }: Workshop,
): Promise<Call> {
	const { stack } = subject;
	const program = kind === 'physical' ? databasesOnly : subject.program;
	const { prove, physical } = backupOptions[kind];
	const settings = `backups: ${JSON.stringify(backups)}\nphysical: ${physical}\n`;
	await writeFile(path.join(stack.directory, 'lockkeeper.yaml'), settings);
	const words = ['backup', '--stack', stack.directory, '--yes', '--json', '--prove', prove];
	return { program: process.execPath, words: [program, ...words], environment: {} };
}

/** The same start for everybody: nothing left to write from before, and, in a room, nothing read ahead. */
async function settle({ subject, backups }: Workshop, room: Room | undefined): Promise<void> {
	await mkdir(backups, { recursive: true, mode: 0o700 });
	await subject.stack.sql('DROP DATABASE IF EXISTS bench_scratch');
	await subject.stack.sql('CHECKPOINT');
	await execa('sync', ['--file-system', backups]);
	await room?.forgetPages();
}

/** Lockkeeper removes them itself, but not when it was stopped while it proved. */
async function removeThrowAways({ directory }: SpecivoStack): Promise<void> {
	const found = await docker([
		'ps',
		'--all',
		'--quiet',
		'--filter',
		`label=lockkeeper.directory=${directory}`,
	]);
	for (const id of found.split('\n').filter((each) => each !== '')) {
		await tryDocker(['rm', '--force', '--volumes', id]);
	}
}

/** @throws when nothing is there, or, of Lockkeeper's, no manifest, which makes a restore point one */
async function bytesBelow(directory: string, withManifest: boolean): Promise<number> {
	const entries = await readdir(directory, { recursive: true, withFileTypes: true });
	const files = entries.filter((entry) => entry.isFile());
	if (files.length === 0 || (withManifest && !files.some(({ name }) => name === 'manifest.json'))) {
		throw new Error(
			`Expected a restore point, found ${files.map(({ name }) => name).join(', ') || 'nothing'}.`,
		);
	}

	const sizes = await Promise.all(files.map(({ parentPath, name }) => stat(path.join(parentPath, name))));
	return sizes.reduce((sum, { size }) => sum + size, 0);
}
