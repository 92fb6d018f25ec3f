// Touches the world: reads a file out of an image that is on this host; nothing of the image runs.
import * as docker from '../../docker/arguments.ts';
import { quote } from '../../docker/command.ts';
import { CommandError } from '../../docker/command-error.ts';
import type { Engine } from '../../docker/engine.ts';
import { isImageHere } from '../../docker/image-here.ts';
import { run, runPiped } from '../../docker/run.ts';
import { fileInTar } from '../../host/tar-file.ts';
import type { Changelog } from '../../releases/changelog.ts';
import { largestChangelog } from '../../releases/notes-at-address.ts';
import { directoryLabel } from '../../restore-points/throw-away.ts';
import { formatBytes } from '../../text/bytes.ts';

const short = { deadline: 30_000 };
/** Where the container would be started with a program that is none: it never is. */
const neverStarted = 'lockkeeper-never-starts-this';

/**
 * A file as an image has it, by a container that is made and removed, and not started in between. One that a killed process
 * left carries the stack's directory: it goes before the next restore point is proven.
 * @param directory the stack's
 * @throws Error when the image is not here, or has no such file; CommandError
 */
export async function notesInImage(
	engine: Engine,
	directory: string,
	image: string,
	path: string,
): Promise<Changelog> {
	if (!(await isImageHere(engine, image)))
		throw new Error(`the image is not on this host yet; to read it before the upgrade: docker pull ${image}`);
	const labels = { [directoryLabel]: directory };
	const made = await run(engine, docker.createThrowAway(engine, { image, labels }, [neverStarted]), short);
	const container = made.stdout.trim();
	try {
		return {
			text: await readOut(engine, container, path),
			place: `${path} in ${image}`,
			command: `docker run --rm --network none --entrypoint cat ${quote(image)} ${quote(path)} | grep -n '^## '`,
		};
	} finally {
		await run(engine, docker.removeContainer(engine, container), short).catch(() => {});
	}
}

async function readOut(engine: Engine, container: string, path: string): Promise<string> {
	const { stdin, stdout, ended, stop } = runPiped(engine, docker.copyOut(engine, container, path), short);
	stdin.end();
	const parts: Buffer[] = [];
	let room = largestChangelog;
	for await (const part of stdout) {
		room -= part.length;
		if (room < 0) {
			stop();
			throw new Error(`it is larger than ${formatBytes(largestChangelog)}, and no more is read`);
		}
		parts.push(part);
	}
	await ended.catch((error: unknown) => {
		throw error instanceof CommandError && /could not find the file|no such file/i.test(error.stderr)
			? new Error('there is no such file in the image')
			: error;
	});
	const file = fileInTar(Buffer.concat(parts));
	if (!file) throw new Error('expected a file there, found something else');
	return new TextDecoder().decode(file);
}
