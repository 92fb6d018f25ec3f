// Touches the world: makes a copy of Lockkeeper whose runbooks name databases only.
import { cp, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parse, stringify } from 'yaml';

/**
 * A physical copy is of a database: what an archive beside it costs is another measure.
 *
 * @param program path of a copy's cli.js, as `provideProgram` returns it
 * @returns the path of the other copy's cli.js
 */
export async function withDatabasesOnly(program: string): Promise<string> {
	const whole = path.dirname(path.dirname(program));
	const copy = `${whole}-databases-only`;
	await cp(path.join(whole, 'dist'), path.join(copy, 'dist'), { recursive: true });
	await cp(path.join(whole, 'package.json'), path.join(copy, 'package.json'));
	await symlink(path.join(whole, 'node_modules'), path.join(copy, 'node_modules'));
	const runbooks = path.join(copy, 'dist', 'runbooks');
	for (const name of await readdir(runbooks)) {
		const file = path.join(runbooks, name);
		await writeFile(file, databasesOnly(await readFile(file, 'utf8')));
	}

	return path.join(copy, 'dist', 'cli.js');
}

/** @param runbook YAML with at least one database among its data */
export function databasesOnly(runbook: string): string {
	const { data, ...rest } = parse(runbook) as { data: readonly Record<string, unknown>[] };
	return stringify({ ...rest, data: data.filter((each) => 'postgres' in each) });
}
