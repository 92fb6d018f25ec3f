import { quote } from '../docker/command.ts';
import { proofSentence, sizeSentence, warningsOf } from '../restore-points/describe.ts';
import type { Manifest } from '../restore-points/manifest.ts';
import { formatDuration } from '../text/duration.ts';

/** What a finished backup tells: what there is, how it was proven, how long that took, and where it lies. */
export function backupSentences(backup: {
	readonly manifest: Manifest;
	readonly path: string;
	/** Milliseconds of all steps. */
	readonly took: number;
	/** Of the stack. */
	readonly directory: string;
}): readonly string[] {
	const { manifest, path, took, directory } = backup;
	return [
		sizeSentence(manifest),
		proofSentence(manifest),
		`It took ${formatDuration(took)}, ${formatDuration(manifest.took)} of it to save. Nothing of the stack was changed.`,
		...warningsOf(manifest),
		`It lies in ${path}. No other copy of it is known: to ship one off this host, ${command(`copy ${manifest.id}`, directory)}`,
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
	const { 'restore-point.path': path, 'restore-point.id': id = '' } = outputs;
	return [
		path === undefined
			? 'No restore point was made. Earlier ones are untouched.'
			: `The restore point ${id} was made in ${path}, and is not proven. Earlier ones are untouched. To prove it: ${command(`prove ${id}`, directory)}`,
		`Nothing of the stack was changed: it ${serves ? 'serves' : 'stands'} as before.`,
	];
}

/** A call that can be pasted anywhere. */
const command = (words: string, directory: string) =>
	`lockkeeper restore-points ${words} --stack ${quote(directory)}`;
