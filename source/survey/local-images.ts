// Touches the world: asks the engine for the images of this host.
import { z } from 'zod';
import * as docker from '../docker/arguments.ts';
import { CommandError } from '../docker/command-error.ts';
import type { Engine } from '../docker/engine.ts';
import { run } from '../docker/run.ts';
import type { LocalImage } from '../images/layers-here.ts';

const list = z.array(
	z.object({
		Id: z.string(),
		RepoTags: z.array(z.string()).nullish(),
		RepoDigests: z.array(z.string()).nullish(),
		RootFS: z.object({ Layers: z.array(z.string()).nullish() }).nullish(),
	}),
);

/** The newest of a host that has more: each is a word of one call. */
const manyImages = 1000;
/** An image may be removed between its listing and the look at it. */
const attempts = 3;

/** @throws CommandError when the engine does not answer */
export async function readLocalImages(engine: Engine, signal?: AbortSignal): Promise<readonly LocalImage[]> {
	const options = { deadline: 20_000, signal };
	for (let attempt = 1; ; attempt++) {
		try {
			const { stdout } = await run(engine, docker.listImageIds(engine), options);
			const ids = [...new Set(stdout.split('\n').filter(Boolean))].slice(0, manyImages);
			if (ids.length === 0) return [];
			const answer = await run(engine, docker.inspectImages(engine, ids), options);
			return list.parse(JSON.parse(answer.stdout)).map(({ Id, RepoTags, RepoDigests, RootFS }) => ({
				id: Id,
				tags: RepoTags ?? [],
				digests: RepoDigests ?? [],
				diffIds: RootFS?.Layers ?? [],
			}));
		} catch (error) {
			const gone = error instanceof CommandError && /no such image/i.test(error.stderr);
			if (!gone || attempt === attempts) throw error;
		}
	}
}
