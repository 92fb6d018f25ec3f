// Touches the world: makes SovEcom's git repository, the same in every run.
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { authorAt, git } from '../git.ts';
import { changelogFile, dateOf } from './changelog.ts';
import { journalFile, migrationFile } from './migrations.ts';
import type { SovecomVersion } from './versions.ts';
import { lineageOf, sovecomVersions } from './versions.ts';

const tree = path.join(import.meta.dirname, 'tree');

/** Where the migrations lie in the repository. */
export const migrationsDirectory = 'apps/api/src/database/migrations';

/** Makes a bare repository with every version as a tag; `main` stands at 1.1.0. */
export async function makeOrigin(directory: string): Promise<void> {
	const work = await mkdtemp(path.join(tmpdir(), 'lockkeeper-lab-sovecom-'));
	try {
		await git(work, ['init', '--quiet', '--initial-branch=main']);
		for (const version of sovecomVersions) {
			await commitVersion(work, version);
		}

		await git(work, ['checkout', '--quiet', '-B', 'main', 'v1.1.0']);
		await git(work, ['clone', '--quiet', '--bare', work, path.resolve(directory)]);
	} finally {
		await rm(work, { recursive: true, force: true });
	}
}

async function commitVersion(work: string, version: SovecomVersion): Promise<void> {
	const tag = `v${version.version}`;
	if (version.parent !== undefined) {
		await git(work, ['checkout', '--quiet', '--detach', `v${version.parent}`]);
	}

	await writeTree(work, version);
	await git(work, ['add', '--all']);
	const author = authorAt(dateOf(lineageOf(version).length - 1));
	await git(work, ['commit', '--quiet', '--message', `Release ${tag}`], author);
	await git(work, ['tag', '--annotate', '--message', tag, tag], author);
}

async function writeTree(work: string, version: SovecomVersion): Promise<void> {
	for (const name of await readdir(work)) {
		if (name !== '.git') {
			await rm(path.join(work, name), { recursive: true });
		}
	}

	for (const layer of ['every-version', ...(version.overlay === undefined ? [] : [version.overlay])]) {
		await cp(path.join(tree, layer), work, { recursive: true });
	}

	await mkdir(path.join(work, migrationsDirectory, 'meta'), { recursive: true });
	for (const [name, text] of generatedFiles(version)) {
		await writeFile(path.join(work, name), text);
	}
}

function generatedFiles(version: SovecomVersion): ReadonlyArray<readonly [name: string, text: string]> {
	const { migrations } = version;
	return [
		['package.json', `${JSON.stringify({ name: 'sovecom', version: version.version }, undefined, 2)}\n`],
		['CHANGELOG.md', changelogFile(version)],
		['apps/api/drizzle.config.ts', drizzleConfiguration],
		[`${migrationsDirectory}/meta/_journal.json`, journalFile(migrations)],
		...migrations.map(
			(migration) => [`${migrationsDirectory}/${migration.tag}.sql`, migrationFile(migration)] as const,
		),
	];
}

/** A text and no file, because this repository's own compiler would look for drizzle-kit. */
const drizzleConfiguration = `import { defineConfig } from 'drizzle-kit';

export default defineConfig({
  schema: './src/database/schema/index.ts',
  out: './src/database/migrations',
  dialect: 'postgresql',
  dbCredentials: { url: process.env.DATABASE_URL },
  strict: true,
  verbose: true,
});
`;
