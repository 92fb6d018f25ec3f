// Touches the world: reads a changelog that lies in the stack's directory, or in a tag of its checkout.
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { quote } from '../../docker/command.ts';
import { readFileOfTag } from '../../git/file-of-tag.ts';
import type { Changelog } from '../../releases/changelog.ts';
import { largestChangelog } from '../../releases/notes-at-address.ts';
import { formatBytes } from '../../text/bytes.ts';

/** @param name relative to the directory @throws Error with what was expected and what was found */
export function notesInFile(directory: string, name: string): Changelog {
	const path = join(directory, name);
	const found = statSync(path, { throwIfNoEntry: false });
	if (!found) throw new Error('there is no such file in the stack’s directory');
	// A checkout is another one's work, and so are its links; what they lead to would be shown.
	if (!realpathSync(path).startsWith(`${realpathSync(directory)}${sep}`))
		throw new Error('it leads out of the stack’s directory: copy the file there, or name another source');
	if (!found.isFile()) throw new Error('expected a file, found something else');
	if (found.size > largestChangelog) throw tooLarge(found.size);
	return { text: readFileSync(path, 'utf8'), place: name };
}

/** The same as a tag of the checkout has it; the tree has that of the version which is checked out. @throws OperatorError */
export async function notesInTag(directory: string, tag: string, name: string): Promise<Changelog> {
	const text = await readFileOfTag(directory, tag, name);
	if (text.length > largestChangelog) throw tooLarge(text.length);
	return {
		text,
		place: placeInTag(tag, name),
		command: `git show ${quote(`${tag}:${name}`)} | grep -n '^## '`,
	};
}

/** The tree's own, of a checkout. @throws Error as `notesInFile` does */
export const notesInTree = (directory: string, name: string): Changelog => ({
	...notesInFile(directory, name),
	place: placeInTree(name),
	command: `grep -n '^## ' ${quote(name)}`,
});

export const placeInTree = (name: string) => `${name} as it is checked out`;
export const placeInTag = (tag: string, name: string) => `${name} of ${tag}`;

const tooLarge = (bytes: number) =>
	new Error(
		`it has ${formatBytes(bytes)}, and at most ${formatBytes(largestChangelog)} are read: name another one under \`changelog\``,
	);
