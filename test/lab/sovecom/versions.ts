import type { Migration } from './migrations.ts';
import { dropsOrderNotes, failsOnRealData, migrationsUpTo } from './migrations.ts';

export type SovecomVersion = {
	/** Without the `v` that its git tag has. */
	version: string;
	/** The version it follows in the repository's history. */
	parent: string | undefined;
	migrations: readonly Migration[];
	/** A directory of `tree/` laid over the files of every version. */
	overlay?: string;
	/** Whether `up` can bring the version up on an empty directory. */
	startsFromNothing: boolean;
	/** What its own section of the changelog lists; undefined where the changelog has none. */
	changes: readonly string[] | undefined;
	/** What `[Unreleased]` lists at this version. */
	unreleased: readonly string[];
	brings: string;
};

const staffAccounts = 'Staff accounts can be disabled.';

/** Versions of the stand-in. Each of 1.1.0, 1.1.1 and 1.1.2 is reached from 1.0.2. */
export const sovecomVersions: readonly SovecomVersion[] = [
	{
		...{ version: '1.0.0-rc.1', parent: undefined, migrations: migrationsUpTo(33) },
		...{ startsFromNothing: true, unreleased: [] },
		changes: ['First candidate for a release.'],
		brings: 'migrations up to 0033, a candidate',
	},
	{
		...{ version: '1.0.1', parent: '1.0.0-rc.1', migrations: migrationsUpTo(34) },
		...{ startsFromNothing: true, unreleased: [] },
		changes: ['Sections on the home page of the storefront.'],
		brings: 'migrations up to 0034',
	},
	{
		...{ version: '1.0.2', parent: '1.0.1', migrations: migrationsUpTo(35) },
		...{ startsFromNothing: true, unreleased: [staffAccounts], changes: undefined },
		brings: '0035, a new column; no section in the changelog',
	},
	{
		...{ version: '1.1.0', parent: '1.0.2', migrations: [...migrationsUpTo(35), dropsOrderNotes] },
		...{ startsFromNothing: true, unreleased: [] },
		changes: ['**Breaking:** notes on an order are a table of their own; earlier notes are dropped.'],
		brings: '0036 drops a column that has data, and makes a table',
	},
	{
		...{ version: '1.1.1', parent: '1.0.2', migrations: [...migrationsUpTo(35), failsOnRealData] },
		...{ startsFromNothing: false, unreleased: [] },
		changes: ['A customer has one account, however the address is written.'],
		brings: '0036 fails on real data: migrate exits 1 without a reason',
	},
	{
		...{ version: '1.1.2', parent: '1.0.2', migrations: migrationsUpTo(35), overlay: 'v1.1.2' },
		...{ startsFromNothing: false, unreleased: [] },
		changes: ['The search is asked whether it is ready.'],
		brings: 'no migration; health answers 503 and the api never becomes healthy',
	},
];

/** The version of this name, with or without `v`, or undefined. */
export function findSovecomVersion(name: string): SovecomVersion | undefined {
	return sovecomVersions.find(({ version }) => version === name.replace(/^v/, ''));
}

/** A version and those before it in the repository's history, oldest first. */
export function lineageOf({ version, parent }: SovecomVersion): readonly SovecomVersion[] {
	const before = parent === undefined ? undefined : findSovecomVersion(parent);
	return sovecomVersions.filter(
		(candidate) =>
			candidate.version === version || (before !== undefined && lineageOf(before).includes(candidate)),
	);
}
