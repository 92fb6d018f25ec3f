/** Names of the moments that guide.sh prints. */
const names = ['backup-begins', 'backup-ends', 'pin', 'pull-begins', 'pull-ends', 'verified'] as const;
type Mark = (typeof names)[number];

/** The guide's times of one round, in milliseconds. */
export type UpgradeTimes = {
	/** From the pin to the verified new version, without a pull. */
	readonly duration: number;
	/** The same and the pull. */
	readonly 'duration-with-pull': number;
	readonly 'restore-point': number;
};

/** Reads the times out of guide.sh's output. @throws when a mark is missing */
export function guideTimes(output: string): UpgradeTimes {
	const at = Object.fromEntries(names.map((name) => [name, timeOf(output, name)])) as Record<Mark, number>;
	const withPull = at.verified - at.pin;
	return {
		duration: withPull - (at['pull-ends'] - at['pull-begins']),
		'duration-with-pull': withPull,
		'restore-point': at['backup-ends'] - at['backup-begins'],
	};
}

function timeOf(output: string, name: Mark): number {
	const seconds = new RegExp(`^mark ${name} ([0-9.]+)$`, 'm').exec(output)?.[1];
	if (seconds === undefined) {
		throw new Error(`Expected guide.sh to print \`mark ${name}\`, but it did not:\n${output}`);
	}

	return Number(seconds) * 1000;
}
