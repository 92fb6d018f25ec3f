// Touches the world: installs Debian packages that tests of real tools need.
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { whileLocked } from './lock.ts';

/** The program that tells whether a package is there, where it is not named like the package. */
const programs: Readonly<Record<string, string>> = { 'openssh-server': 'sshd', 'openssh-client': 'ssh' };

/**
 * Sees to it that these Debian packages are installed; does nothing where they are.
 * @throws when apt-get cannot install one, with its own words
 */
export async function provideTools(packages: readonly string[]): Promise<void> {
	if ((await missing(packages)).length === 0) return;
	await whileLocked(join(tmpdir(), 'lockkeeper-lab-tools.lock'), async () => {
		const wanted = await missing(packages);
		if (wanted.length === 0) return;
		// A machine that has package lists already is spared the download; an old list is found out by failing.
		if ((await install(wanted)).exitCode === 0) return;
		await aptGet(['update']);
		const second = await install(wanted);
		if (second.exitCode !== 0) throw new Error(`apt-get install ${wanted.join(' ')}:\n${second.all}`);
	});
}

async function missing(packages: readonly string[]): Promise<string[]> {
	const found = await Promise.all(
		packages.map(
			async (name) =>
				(await execa('sh', ['-c', 'command -v "$1"', 'sh', programs[name] ?? name], { reject: false, env }))
					.exitCode === 0,
		),
	);
	return packages.filter((_, index) => !found[index]);
}

const env = {
	// A normal user's PATH has no /usr/sbin, where sshd lies.
	PATH: [process.env.PATH, '/usr/sbin', '/sbin'].join(delimiter),
	DEBIAN_FRONTEND: 'noninteractive',
	// In run level 1 a package's service is not started: the tests start their own.
	RUNLEVEL: '1',
};

const aptGet = (argv: readonly string[]) =>
	execa('apt-get', [...argv], { reject: false, all: true, env, stdin: 'ignore' });

const install = (packages: readonly string[]) =>
	aptGet(['install', '--yes', '--no-install-recommends', ...packages]);
