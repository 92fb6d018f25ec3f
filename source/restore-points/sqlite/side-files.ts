/** What SQLite keeps beside a database, by what is appended to its name. */
export const sideFiles: readonly string[] = ['-wal', '-shm', '-journal'];

/** A database, and what SQLite may keep beside it. */
export const withSideFiles = (path: string): readonly string[] =>
	['', ...sideFiles].map((ending) => `${path}${ending}`);
