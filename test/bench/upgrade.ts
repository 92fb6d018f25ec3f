// Touches the world: upgrades a stack, by Lockkeeper or by the guide.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { guideTimes, type UpgradeTimes } from './guide-marks.ts';
import { runTimes } from './run-times.ts';
import type { Subject } from './subject.ts';

export const to = '0.1.10';

/** Who upgrades: Lockkeeper, the guide as it stands, the guide with the app's services named. */
export type Side = 'lockkeeper' | 'guide' | 'guide, services named';

/** Milliseconds that one upgrade may take at most. */
const deadline = 5 * 60 * 1000;

/** One upgrade from beginning to end. @throws when it does not end verified */
export async function upgradeBy(side: Side, subject: Subject): Promise<UpgradeTimes> {
	switch (side) {
		case 'lockkeeper': {
			return byLockkeeper(subject);
		}

		case 'guide': {
			return byGuide(subject, []);
		}

		case 'guide, services named': {
			return byGuide(subject, ['api', 'celery-worker', 'celery-beat']);
		}

		default: {
			return side satisfies never;
		}
	}
}

async function byLockkeeper(subject: Subject): Promise<UpgradeTimes> {
	const { stack, program } = subject;
	const words = ['upgrade', '--stack', stack.directory, '--to', to, '--yes', '--json'];
	return runTimes(await outputOf(subject, process.execPath, [program, ...words]));
}

async function byGuide(subject: Subject, services: readonly string[]): Promise<UpgradeTimes> {
	const backups = await mkdtemp(path.join(tmpdir(), 'lockkeeper-bench-guide-'));
	try {
		const script = path.join(import.meta.dirname, 'guide.sh');
		const words = [to, String(subject.stack.port), backups, ...services];
		return guideTimes(await outputOf(subject, 'bash', [script, ...words]));
	} finally {
		await rm(backups, { recursive: true, force: true });
	}
}

async function outputOf(
	{ stack, signal }: Subject,
	program: string,
	words: readonly string[],
): Promise<string> {
	const { failed, shortMessage, stdout, stderr } = await execa(program, words, {
		...{ cwd: stack.directory, stdin: 'ignore', reject: false },
		...{ timeout: deadline, cancelSignal: signal, maxBuffer: 500_000_000 },
	});
	signal.throwIfAborted();
	if (failed) {
		throw new Error(`${shortMessage}\n${`${stdout}\n${stderr}`.split('\n').slice(-15).join('\n')}`);
	}

	return stdout;
}
