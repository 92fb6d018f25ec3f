// Touches the world: makes Repod's git repository, the same in every run, and checks a version out of it.
import { cp, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { markerName } from '../directory.ts';
import { authorAt, git } from '../git.ts';
import { writeApplication } from './application.ts';
import { changelogFile } from './changelog.ts';
import { exampleFile } from './environment.ts';
import type { RepodVersion } from './versions.ts';
import { repodVersions, versionOf } from './versions.ts';

/** The remote repository, out of the way of whoever looks into the stack's directory. */
const originPath = '.git/lab-origin.git';

/** The release that each is made of; `main` stands at 0.9.1. */
const parents: Readonly<Record<string, string>> = {
	'0.9.1': '0.9.0',
	'0.9.2': '0.9.1',
	'0.9.3': '0.9.1',
	'0.9.4': '0.9.1',
};

/** Checks the version's tag out; nothing newer is known there until `git fetch --tags`. */
export async function checkOut(directory: string, version: RepodVersion): Promise<void> {
	await git(directory, ['init', '--quiet', '--initial-branch=main']);
	await makeOrigin(path.join(directory, originPath));
	await git(directory, ['remote', 'add', 'origin', originPath]);
	for (const { version: known } of lineageOf(version)) {
		await git(directory, ['fetch', '--quiet', '--no-tags', 'origin', 'tag', `v${known}`]);
	}

	await git(directory, ['checkout', '--quiet', `v${version.version}`]);
	await writeFile(path.join(directory, '.git/info/exclude'), `/${markerName}\n`);
}

/** Makes a bare repository with every classic version as a tag. */
async function makeOrigin(directory: string): Promise<void> {
	const work = await mkdtemp(path.join(tmpdir(), 'lockkeeper-lab-repod-'));
	try {
		await git(work, ['init', '--quiet', '--initial-branch=main']);
		for (const version of repodVersions.filter(({ variant }) => variant === 'classic')) {
			await commitVersion(work, version);
		}

		await git(work, ['checkout', '--quiet', '-B', 'main', 'v0.9.1']);
		await git(work, ['clone', '--quiet', '--bare', work, directory]);
	} finally {
		await rm(work, { recursive: true, force: true });
	}
}

async function commitVersion(work: string, version: RepodVersion): Promise<void> {
	const parent = parents[version.version];
	if (parent !== undefined) {
		await git(work, ['checkout', '--quiet', '--detach', `v${parent}`]);
		await git(work, ['rm', '--quiet', '-r', '.']);
	}

	const tag = `v${version.version}`;
	await writeTree(work, version);
	await git(work, ['add', '--all']);
	const author = authorAt(`2026-06-${String(lineageOf(version).length).padStart(2, '0')}`);
	await git(work, ['commit', '--quiet', '--message', `Version ${tag}`], author);
	await git(work, ['tag', '--annotate', '--message', tag, tag], author);
}

async function writeTree(work: string, version: RepodVersion): Promise<void> {
	await mkdir(work, { recursive: true });
	await cp(path.join(import.meta.dirname, 'checkout'), work, { recursive: true });
	// Under its own name it would hide files of this repository.
	await rename(path.join(work, 'gitignore'), path.join(work, '.gitignore'));
	await writeApplication(path.join(work, 'backend'), version);
	await writeFile(path.join(work, 'CHANGELOG.md'), changelogFile(version));
	await writeFile(path.join(work, 'backend.env.example'), exampleFile(version));
}

/** The version with all that it is made of, oldest first. */
function lineageOf(version: RepodVersion): readonly RepodVersion[] {
	const parent = parents[version.version];
	return parent === undefined ? [version] : [...lineageOf(versionOf(parent)), version];
}
