// Touches the world: the worker and the beat: a line now and then, no work.
import { setTimeout as sleep } from 'node:timers/promises';
import type { ProgramContext, RunningProgram } from '../engine/program.ts';
import { mainProcess } from './main-process.ts';

export function startCelery({ argv, log }: ProgramContext): RunningProgram {
	const beat = argv.includes('beat');
	const stamp = () =>
		`[${new Date().toISOString().slice(0, 23).replace('T', ' ').replace('.', ',')}: INFO/MainProcess]`;
	const main = mainProcess(
		async (signal) => {
			await sleep(400, undefined, { signal });
			log(beat ? `${stamp()} beat: Starting...` : `${stamp()} celery@worker ready.`, 'stderr');
			try {
				for (;;) {
					await sleep(30_000, undefined, { signal });
					log(
						`${stamp()} ${beat ? 'Scheduler: Sending due task heartbeat (specivo.heartbeat)' : 'Task specivo.heartbeat succeeded'}`,
						'stderr',
					);
				}
			} catch {
				if (!beat) log('worker: Warm shutdown (MainProcess)');
				await sleep(beat ? 100 : 500);
				return 0;
			}
		},
		(error) => {
			log(error.message, 'stderr');
			return 1;
		},
	);
	return { exited: main.exited, stop: main.stop, healthy: async () => true };
}
