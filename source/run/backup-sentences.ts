import { quote } from '../docker/command.ts';
import { proofSentence, sizeSentence, warningsOf } from '../restore-points/describe.ts';
import type { Manifest } from '../restore-points/manifest.ts';
import { startedAgain } from '../steps/while-stopped.ts';
import { formatDuration } from '../text/duration.ts';
import { inWords } from '../text/list.ts';

/** What a finished backup tells: what there is, how it was proven, how long that took, and where it lies. */
export function backupSentences(backup: {
	readonly manifest: Manifest;
	readonly path: string;
	/** Milliseconds of all steps. */
	readonly took: number;
	/** Of the stack. */
	readonly directory: string;
	/** Where a copy lies; undefined when none was made. */
	readonly copy: string | undefined;
}): readonly string[] {
	const { manifest, path, took, directory, copy } = backup;
	return [
		sizeSentence(manifest),
		proofSentence(manifest),
		`It took ${formatDuration(took)}, ${formatDuration(manifest.took)} of it to save. Nothing of the stack was changed.`,
		...warningsOf(manifest),
		copy === undefined
			? `It lies in ${path}. No other copy of it is known: to ship one off this host, ${command(`copy ${manifest.id}`, directory)}`
			: `It lies in ${path}, and a copy at ${copy}, every checksum compared there.`,
	];
}

/** What a backup tells that did not come to its end. */
export function unfinishedSentences(backup: {
	/** Of its steps. */
	readonly outputs: Readonly<Record<string, string>>;
	/** Of the stack. */
	readonly directory: string;
	/** True when the app served at the survey. */
	readonly serves: boolean;
}): readonly string[] {
	const { outputs, directory, serves } = backup;
	return [
		whatStands(outputs, directory),
		`${unchanged(outputs)}: it ${serves ? 'serves' : 'stands'} as before.`,
	];
}

/** What of the stack is other than it was before its data was saved, a clause: at most that something stood still. */
export function unchanged(outputs: Readonly<Record<string, string>>): string {
	const names = startedAgain(outputs);
	return names.length === 0
		? 'Nothing of the stack was changed'
		: `Nothing of the stack was changed but that ${inWords(names)} stood still while the data was read, and ${names.length === 1 ? 'runs' : 'run'} again`;
}

/** What a finished upgrade tells of its restore point's copies. */
export function copySentences(
	outputs: Readonly<Record<string, string>>,
	directory: string,
): readonly string[] {
	const { 'restore-point.id': id = '', 'ship.place': place } = outputs;
	return [
		place === undefined
			? `No copy of it off this host is known. To make one: ${command(`copy ${id}`, directory)}`
			: `A copy of it lies at ${place}.`,
	];
}

function whatStands(outputs: Readonly<Record<string, string>>, directory: string): string {
	const { 'restore-point.path': path, 'restore-point.id': id = '' } = outputs;
	if (path === undefined) return 'No restore point was made. Earlier ones are untouched.';
	const made = `The restore point ${id} was made in ${path}`;
	// Only what was proven as far as it was asked is copied.
	return 'prove.restoreTakes' in outputs
		? `${made}. No copy of it off this host is known. To make one: ${command(`copy ${id}`, directory)}`
		: `${made}, and is not proven. Earlier ones are untouched. To prove it: ${command(`prove ${id}`, directory)}`;
}

/** A call that can be pasted anywhere. */
const command = (words: string, directory: string) =>
	`lockkeeper restore-points ${words} --stack ${quote(directory)}`;
