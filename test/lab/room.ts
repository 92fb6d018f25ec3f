// Touches the world: whether a new stack has the room it needs.
import { containers } from './containers.ts';
import type { Marker } from './directory.ts';
import { isFree } from './directory.ts';
import { whatTheLabLacks } from './engine.ts';
import { isPortFree } from './port.ts';
import { WrongUse } from './wrong-use.ts';

/** What every system's versions have in common. */
export type LabVersion = {
	version: string;
	/** Whether `up` can bring the version up on an empty directory. */
	startsFromNothing: boolean;
	/** One line for `lab list`. */
	brings: string;
};

/**
 * Finds the version, and makes sure that nothing is in the way of a new stack of it.
 *
 * @param upgradeOf where to begin with a version that is made to fail.
 * @throws WrongUse when the version, directory, project or port cannot be used; Error when engine or
 * registry do not answer.
 */
export async function roomFor<Version extends LabVersion>(
	directory: string,
	{ version, project, port }: Marker,
	versions: readonly Version[],
	upgradeOf: string,
): Promise<Version> {
	const lacking = await whatTheLabLacks();
	if (lacking !== undefined) {
		throw new Error(`${lacking} Bring both up with start-engine; nothing was changed.`);
	}

	const known = await roomWithoutEngine(directory, { version, port }, versions, upgradeOf);
	if (Object.keys(await containers(project)).length > 0) {
		throw new WrongUse(`The Compose project ${project} exists already: choose another name with --project.`);
	}

	return known;
}

/** The same for a stack that has no containers. @throws WrongUse when the version, directory or port cannot be used */
export async function roomWithoutEngine<Version extends LabVersion>(
	directory: string,
	{ version, port }: Pick<Marker, 'version' | 'port'>,
	versions: readonly Version[],
	upgradeOf: string,
): Promise<Version> {
	const known = versions.find((candidate) => candidate.version === version);
	if (known === undefined) {
		const names = versions.map((candidate) => candidate.version).join(', ');
		throw new WrongUse(`Expected a version out of ${names}, got ${version}.`);
	}

	if (!known.startsFromNothing) {
		throw new WrongUse(`${version} is made to fail (${known.brings}): bring up ${upgradeOf} and upgrade it.`);
	}

	if (!(await isFree(directory))) {
		throw new WrongUse(
			`Expected an empty or absent directory for --dir, but there is something in ${directory}.`,
		);
	}

	if (!(await isPortFree(port))) {
		throw new WrongUse(`Port ${port} on 127.0.0.1 is taken: choose another one with --port.`);
	}

	return known;
}
