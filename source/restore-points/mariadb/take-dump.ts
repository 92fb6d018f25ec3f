// Touches the world: dumps a database into a restore point.
import { join } from 'node:path';
import { OperatorError } from '../../host/errors.ts';
import type { Artifact } from '../artifact/artifact.ts';
import { storeOutput } from '../artifact/container-program.ts';
import { sealArtifact } from '../artifact/store.ts';
import type { TakeContext } from '../data-kind.ts';
import { meter } from '../progress.ts';
import { dumper, type Flavour } from './arguments.ts';
import { dumpProblem, looked } from './dump-ends.ts';
import type { RunningServer } from './open-server.ts';

/** What is dumped and where to. */
export type DumpWanted = {
	readonly database: string;
	readonly flavour: Flavour;
	readonly marker: string;
	/** Name within the restore point. */
	readonly file: string;
};

/**
 * Dumps a database and reads the dump back. @throws OperatorError, CommandError when it is not whole
 */
export async function takeDump(
	context: TakeContext,
	server: RunningServer,
	wanted: DumpWanted,
): Promise<Artifact> {
	const progress = meter(context.onProgress, { label: `dump of ${wanted.database}`, unit: 'bytes' });
	let seen = 0;
	await storeOutput(
		context,
		server,
		dumper(server.programs.dump, server.user, wanted.database, wanted),
		join(context.directory, wanted.file),
		(total) => {
			progress.add(total - seen);
			seen = total;
		},
	);
	progress.end();
	return sealDump(context, wanted);
}

async function sealDump(context: TakeContext, { file, database }: DumpWanted): Promise<Artifact> {
	const refuse = (problem: string, cause?: unknown) =>
		new OperatorError(`The dump of database ${database} cannot be used: ${problem}.`, {
			exit: 3,
			advice: ['The stack was not changed. Look at the log of the database service, then try again.'],
			cause,
		});
	let start = Buffer.alloc(0);
	let end = Buffer.alloc(0);
	const sealed = await sealArtifact(context.directory, { role: 'dump', file }, context.signal, (chunk) => {
		if (start.length < looked) start = Buffer.concat([start, chunk.subarray(0, looked)]);
		end = Buffer.concat([end, chunk.subarray(-looked)]).subarray(-looked);
	}).catch((error: NodeJS.ErrnoException) => {
		if (!/zstd/i.test(error.code ?? '')) throw error;
		throw refuse(`what lies on the disk is no whole zstd frame (${error.message})`, error);
	});
	const problem = dumpProblem(start.toString('latin1'), end.toString('latin1'));
	if (problem !== undefined) throw refuse(problem);
	return sealed;
}
