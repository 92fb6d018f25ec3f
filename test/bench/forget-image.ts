// Touches the world: removes an image from the engine.
import { docker, tryDocker } from '../lab/docker.ts';

/**
 * Takes an image's name off this engine, and its layers where nothing else holds them, so that the next
 * pull downloads. No other version is touched, for other stacks may be on their way to one.
 *
 * @returns undefined when the image is gone, else a sentence with what holds it.
 */
export async function forgetImage(reference: string): Promise<string | undefined> {
	const found = await inspect(reference);
	if (found === undefined) {
		return undefined;
	}

	const users = await docker(['ps', '--all', '--quiet', '--filter', `ancestor=${found.Id}`]);
	if (users.trim() !== '') {
		return `${reference} is used by a container of another stack: its pull downloads nothing.`;
	}

	await docker(['image', 'rm', reference]);
	const left = await inspect(found.Id);
	return left === undefined
		? undefined
		: `${reference} is held by ${left.RepoTags.join(', ')}: its pull downloads nothing.`;
}

async function inspect(image: string): Promise<{ Id: string; RepoTags: string[] } | undefined> {
	const { exitCode, stdout } = await tryDocker(['image', 'inspect', image]);
	return exitCode === 0 ? (JSON.parse(stdout) as { Id: string; RepoTags: string[] }[])[0] : undefined;
}
