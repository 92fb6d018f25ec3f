// Touches the world: runs `git`, the same on every machine.
import { execa } from 'execa';

/** `git` in a directory, without the settings of this machine and of who runs it. */
export async function git(
	directory: string,
	commandArguments: readonly string[],
	environment: Record<string, string> = {},
): Promise<string> {
	const { stdout } = await execa('git', ['-C', directory, ...commandArguments], {
		env: { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', ...environment },
	});
	return stdout;
}

/**
 * Variables that give a commit the lab's author at noon of this day, so that hashes are the same each time.
 *
 * @param day as `2026-01-31`.
 */
export function authorAt(day: string): Record<string, string> {
	const date = `${day}T12:00:00+0000`;
	return Object.fromEntries(
		['AUTHOR', 'COMMITTER'].flatMap((role) => [
			[`GIT_${role}_NAME`, "Lockkeeper's lab"],
			[`GIT_${role}_EMAIL`, 'lab@example.invalid'],
			[`GIT_${role}_DATE`, date],
		]),
	);
}
