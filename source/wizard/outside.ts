// Touches the world: gives the terminal to a pager or back to the shell for a while, and fills its clipboard.
import { spawn } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import process from 'node:process';

/**
 * Opens a file in the operator's pager and waits until that is closed. The terminal must have been given up before.
 * @returns why it could not be shown; undefined when it was
 */
export async function openInPager(file: string, environment = process.env): Promise<string | undefined> {
	try {
		await access(file, constants.R_OK);
	} catch (error) {
		return `${file} cannot be read: ${(error as Error).message}`;
	}
	const pager = environment.PAGER?.trim() || 'less';
	// Ctrl+C there is the pager's: it comes to all programs of the terminal.
	const held = process.listeners('SIGINT');
	const ignore = () => {};
	process.removeAllListeners('SIGINT');
	process.on('SIGINT', ignore);
	try {
		return await new Promise((resolve) => {
			// As git and man do: what stands in PAGER may have words of its own.
			const child = spawn('sh', ['-c', `${pager} "$1"`, 'sh', file], { stdio: 'inherit' });
			child.once('error', (error) => resolve(`${pager} cannot be started: ${error.message}`));
			child.once('exit', (code) =>
				resolve(
					code === 126 || code === 127
						? `${pager} cannot be started: set PAGER to one that is here.`
						: undefined,
				),
			);
		});
	} finally {
		process.off('SIGINT', ignore);
		for (const listener of held) process.on('SIGINT', listener);
	}
}

/**
 * Stops this program and those of its group as Ctrl+Z does for others, until the shell continues them. Where no shell
 * controls jobs the system lets it go on at once.
 */
export async function stopUntilContinued(): Promise<undefined> {
	const continued = Promise.withResolvers<void>();
	process.once('SIGCONT', continued.resolve);
	const timer = setTimeout(continued.resolve, 1000);
	process.kill(0, 'SIGTSTP');
	await continued.promise;
	clearTimeout(timer);
	process.off('SIGCONT', continued.resolve);
}

/**
 * What fills the clipboard of a terminal that takes OSC 52, also over SSH; others show nothing of it.
 * GNU screen passes on only what is wrapped for it.
 */
export function clipboardSequence(text: string, environment = process.env): string {
	const sequence = `\x1b]52;c;${Buffer.from(text).toString('base64')}\x07`;
	const screen = environment.TMUX === undefined && /^screen/.test(environment.TERM ?? '');
	return screen ? `\x1bP${sequence}\x1b\\` : sequence;
}
