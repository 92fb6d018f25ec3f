// Touches the world: the one place of the lab that runs `docker`.
import { execa } from 'execa';

export type CommandResult = {
	exitCode: number;
	stdout: string;
	stderr: string;
};

export type DockerOptions = {
	/** Working directory of the command. */
	directory?: string;
	/** Text given to the command on its standard input. */
	input?: string;
	/** Set on top of this process's environment. */
	environment?: Record<string, string>;
};

/** Runs `docker` with these arguments and returns what came of it, whatever the exit code. */
export async function tryDocker(
	commandArguments: readonly string[],
	options: DockerOptions = {},
): Promise<CommandResult> {
	const result = await execa('docker', [...commandArguments], {
		reject: false,
		...(options.directory === undefined ? {} : { cwd: options.directory }),
		...(options.input === undefined ? { stdin: 'ignore' as const } : { input: options.input }),
		env: options.environment ?? {},
		maxBuffer: 500_000_000,
	});
	return {
		exitCode: result.exitCode ?? 1,
		stdout: String(result.stdout ?? ''),
		stderr: String(result.stderr ?? ''),
	};
}

/**
 * Runs `docker` and returns its standard output.
 *
 * @throws when the exit code is not 0, with the last lines of the command's own words.
 */
export async function docker(
	commandArguments: readonly string[],
	options: DockerOptions = {},
): Promise<string> {
	const result = await tryDocker(commandArguments, options);
	if (result.exitCode !== 0) {
		const reason = (result.stderr.trim() || result.stdout.trim()).split('\n').slice(-15).join('\n');
		throw new Error(
			`docker ${commandArguments.join(' ')} ended with exit code ${result.exitCode}:\n${reason}`,
		);
	}

	return result.stdout;
}
