// Touches the world: a lab stack for the time of a bench.
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Progress } from '../lab/image.ts';
import { readMarker } from '../lab/specivo/directory.ts';
import { bringUpSpecivo, type SpecivoStack, takeDownSpecivo } from '../lab/specivo/stack.ts';

/**
 * Brings a stack of its own up for the action, and takes it away afterwards.
 *
 * @param action also gets a directory for files of its own, which is removed as well.
 */
export async function withBenchStack<Result>(
	version: string,
	progress: Progress,
	action: (stack: SpecivoStack, directory: string) => Promise<Result>,
): Promise<Result> {
	const parent = await mkdtemp(path.join(tmpdir(), 'lockkeeper-bench-'));
	const directory = path.join(parent, 'specivo');
	try {
		const port = await freePort();
		const stack = await bringUpSpecivo({
			...{ version, directory, project: `bench-${process.pid}`, port, progress },
		});
		return await action(stack, parent);
	} finally {
		// A failed start leaves a marked directory as well.
		if ((await readMarker(directory)) !== undefined) {
			await takeDownSpecivo(directory);
		}

		await rm(parent, { recursive: true, force: true });
	}
}

function freePort(): Promise<number> {
	return new Promise((resolve, reject) => {
		const server = createServer();
		server.once('error', reject);
		server.listen(0, '127.0.0.1', () => {
			const address = server.address();
			server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
		});
	});
}
