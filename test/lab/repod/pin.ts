// Touches the world: brings another version's files into a stack, as an operator does by hand.
import { git } from '../git.ts';
import { setInEnvironment } from '../pin.ts';
import { writeExample } from './directory.ts';
import type { RepodStack } from './stack.ts';
import { versionOf } from './versions.ts';

/** Pins the version: in `.env` of a current stack, by a checkout of its tag in a classic one. Nothing is started. */
export async function pinVersion(stack: RepodStack, version: string): Promise<void> {
	if (stack.variant === 'classic') {
		await git(stack.directory, ['fetch', '--quiet', '--tags']);
		await git(stack.directory, ['checkout', '--quiet', `v${version}`]);
	} else {
		await setInEnvironment(stack.directory, 'REPOD_VERSION', version);
		await writeExample(stack.directory, versionOf(version));
	}
}
