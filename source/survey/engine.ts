// Touches the world: asks the engine what it is.
import { z } from 'zod';
import * as docker from '../docker/arguments.ts';
import { CommandError } from '../docker/command-error.ts';
import type { Engine } from '../docker/engine.ts';
import { run } from '../docker/run.ts';
import { OperatorError } from '../host/errors.ts';
import type { EngineFact } from './facts.ts';

const infoSchema = z.object({
	ServerVersion: z.string().optional(),
	Architecture: z.string().optional(),
	DockerRootDir: z.string().optional(),
	RegistryConfig: z.object({ Mirrors: z.array(z.string()).nullish() }).nullish(),
	ServerErrors: z.array(z.string()).nullish(),
});

/** The kernel's names of architectures in the registry's words. */
const registryNames: Readonly<Record<string, string>> = {
	x86_64: 'amd64',
	aarch64: 'arm64',
	armv7l: 'arm',
	i686: '386',
};

/** @throws OperatorError that tells apart: no docker program, no engine, no right to its socket, Compose v1 only */
export async function probeEngine(engine: Engine, signal?: AbortSignal): Promise<EngineFact> {
	const options = { deadline: 15_000, signal };
	const [info, compose] = await Promise.allSettled([
		run(engine, docker.info(engine), options),
		run(engine, docker.composeVersion(engine), options),
	]);
	if (info.status === 'rejected') throw engineProblem(info.reason);
	const facts = infoSchema.parse(JSON.parse(info.value.stdout));
	// With no engine, docker info still ends with 0 on some versions and says so in its answer.
	if (!facts.ServerVersion) throw notReached(facts.ServerErrors?.join(' ') ?? 'it named no server version');
	if (compose.status === 'rejected') throw composeProblem(compose.reason);
	const architecture = facts.Architecture ?? '';
	return {
		version: facts.ServerVersion,
		composeVersion: compose.value.stdout.trim().replace(/^v/, ''),
		architecture: registryNames[architecture] ?? architecture,
		rootDirectory: facts.DockerRootDir ?? '/var/lib/docker',
		mirrors: facts.RegistryConfig?.Mirrors ?? [],
	};
}

function engineProblem(error: unknown): unknown {
	if (!(error instanceof CommandError)) return error;
	if (error.startProblem === 'ENOENT') {
		return new OperatorError('Expected the docker program on PATH, found none.', {
			exit: 3,
			advice: [
				'Nothing was changed.',
				'Install Docker Engine with the Compose plugin, or add docker to PATH.',
			],
		});
	}
	return notReached(error.timedOut ? 'it did not answer within 15 s' : error.stderr || error.message);
}

function notReached(said: string): OperatorError {
	if (/permission denied/i.test(said)) {
		return new OperatorError(`This user has no right to the Docker engine's socket: ${said}`, {
			exit: 3,
			advice: ['Nothing was changed.', 'Run Lockkeeper with sudo, or as a user of the docker group.'],
		});
	}
	return new OperatorError(`The Docker engine does not answer: ${said}`, {
		exit: 3,
		advice: [
			'Nothing was changed.',
			'Start the engine (sudo systemctl start docker) and see that `docker info` works.',
		],
	});
}

function composeProblem(error: unknown): unknown {
	if (!(error instanceof CommandError)) return error;
	// Without the plugin, docker takes `compose` for an unknown word and trips over `--short` (tried with 28.2).
	const missing = /unknown flag|unknown command|not a docker command/.test(error.stderr);
	return new OperatorError(
		missing
			? 'Expected Compose v2 (`docker compose`), found a docker program without the Compose plugin.'
			: `Expected Compose v2 (\`docker compose\`), but it does not answer: ${error.stderr || error.message}`,
		{
			exit: 3,
			advice: ['Nothing was changed.', 'Install the Compose plugin; docker-compose v1 is not enough.'],
		},
	);
}
