// Touches the world: reads a text file in a helper.
import { createInterface } from 'node:readline';
import { runPiped } from '../../docker/run.ts';
import { streamDeadline } from '../artifact/container-program.ts';
import type { RestorePointContext } from '../context.ts';
import type { Helper } from './helper.ts';

/** Reads a file of any size, line by line. @throws CommandError when it was not read to its end */
export async function readLines<T>(
	context: Pick<RestorePointContext, 'engine' | 'signal'>,
	helper: Helper,
	file: string,
	read: (lines: AsyncIterable<string>) => Promise<T>,
): Promise<T> {
	const call = runPiped(context.engine, helper.command(['cat', file]), {
		deadline: streamDeadline,
		signal: context.signal,
	});
	call.stdin.on('error', () => {});
	call.stdin.end();
	const found = await read(createInterface({ input: call.stdout, crlfDelay: 0 }));
	await call.ended;
	return found;
}
