// Touches the world: asks whether the lab's engine and registry are there.
import { tryDocker } from './docker.ts';
import { registry } from './registry.ts';

/**
 * Whether a lab can be brought up here.
 *
 * @returns undefined when engine, Compose and registry answer, else a sentence with what is missing.
 */
export async function whatTheLabLacks(): Promise<string | undefined> {
	const engine = await tryDocker(['version', '--format', '{{.Server.Version}}']).catch((error: Error) => ({
		exitCode: 1,
		stderr: error.message,
	}));
	if (engine.exitCode !== 0) {
		return `No Docker Engine answers: ${engine.stderr.trim().split('\n').at(-1)}`;
	}

	if ((await tryDocker(['compose', 'version'])).exitCode !== 0) {
		return 'The engine answers, but `docker compose` (v2) is not installed.';
	}

	const answers = await fetch(`http://${registry}/v2/`).then(
		(response) => response.ok,
		() => false,
	);
	return answers ? undefined : `No registry answers at ${registry}, which the engine has to mirror.`;
}
