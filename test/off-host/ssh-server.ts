// Touches the world: a real sshd on a port of its own, and `ssh` set up to reach it.
import { spawn } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { execa } from 'execa';

export type SshServer = {
	readonly port: number;
	/** Address of `path` there, for `offHost`. */
	readonly url: (path: string) => string;
	/** A directory to put first on PATH: its `ssh` knows the key and the host. */
	readonly programs: string;
	readonly end: () => Promise<void>;
};

/**
 * Starts sshd on 127.0.0.1 with keys of its own, in a directory of the test's.
 * @param options.sftpOnly no shell there: only files, as many a hoster of storage has it
 */
export async function startSshServer(
	directory: string,
	options: { readonly sftpOnly?: boolean; readonly name?: string } = {},
): Promise<SshServer> {
	await mkdir(join(directory, 'programs'), { recursive: true });
	const at = (name: string) => join(directory, name);
	for (const key of ['host', 'user'])
		await execa('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', at(key)]);
	await writeFile(at('authorized'), await readFile(at('user.pub')), { mode: 0o600 });
	// Where sshd separates privileges it wants this directory; only its package makes it, at boot.
	await mkdir('/run/sshd', { recursive: true, mode: 0o755 });
	const port = await freePort();
	await writeFile(
		at('sshd_config'),
		[
			`Port ${port}`,
			'ListenAddress 127.0.0.1',
			`HostKey ${at('host')}`,
			`AuthorizedKeysFile ${at('authorized')}`,
			`PidFile ${at('pid')}`,
			// The directories above are /tmp's.
			'StrictModes no',
			'PasswordAuthentication no',
			'KbdInteractiveAuthentication no',
			'PermitRootLogin yes',
			'UsePAM no',
			'MaxStartups 100',
			'Subsystem sftp internal-sftp',
			...(options.sftpOnly ? ['ForceCommand internal-sftp'] : []),
		].join('\n'),
	);
	await writeFile(
		at('ssh_config'),
		[
			'Host *',
			`IdentityFile ${at('user')}`,
			'IdentitiesOnly yes',
			'IdentityAgent none',
			`UserKnownHostsFile ${at('known')}`,
			'GlobalKnownHostsFile none',
		].join('\n'),
	);
	await knowHost(directory, port);
	await writeFile(at('programs/ssh'), `#!/bin/sh\nexec /usr/bin/ssh -F '${at('ssh_config')}' "$@"\n`);
	await chmod(at('programs/ssh'), 0o755);
	const server = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', at('sshd_config')], { stdio: 'ignore' });
	await listening(port);
	return {
		port,
		url: (path) => `ssh://root@127.0.0.1:${port}${path}`,
		programs: at('programs'),
		async end() {
			const ended = new Promise((resolve) => server.once('exit', resolve));
			server.kill('SIGTERM');
			await ended;
		},
	};
}

/** Writes down the host's key for a port, as a first connection by hand does. */
export async function knowHost(directory: string, port: number): Promise<void> {
	const key = (await readFile(join(directory, 'host.pub'), 'utf8')).split(' ').slice(0, 2).join(' ');
	await writeFile(join(directory, 'known'), `[127.0.0.1]:${port} ${key}\n`, { flag: 'a' });
}

/** Puts directories first on PATH for the rest of the test file. @returns what PATH was before */
export function putOnPath(...directories: readonly string[]): string {
	const before = process.env.PATH ?? '';
	process.env.PATH = [...directories, before].join(delimiter);
	return before;
}

/** A line to a port that counts what goes through it, and can be cut. */
export async function startWire(port: number) {
	const sockets = new Set<Socket>();
	const wire = { sent: 0, received: 0, cutAfter: Number.POSITIVE_INFINITY };
	const server = createServer((near) => {
		const far = connect(port, '127.0.0.1');
		for (const socket of [near, far]) {
			sockets.add(socket);
			socket.on('error', () => {});
			socket.on('close', () => {
				sockets.delete(socket);
				(socket === near ? far : near).destroy();
			});
		}
		near.on('data', (chunk: Buffer) => {
			wire.sent += chunk.length;
			if (wire.sent > wire.cutAfter) return near.destroy();
			if (!far.write(chunk)) {
				near.pause();
				far.once('drain', () => near.resume());
			}
		});
		far.on('data', (chunk: Buffer) => {
			wire.received += chunk.length;
			if (wire.received > wire.cutAfter) return near.destroy();
			if (!near.write(chunk)) {
				far.pause();
				near.once('drain', () => far.resume());
			}
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	return {
		...{ port: typeof address === 'object' ? (address?.port ?? 0) : 0 },
		/** Bytes from here to there so far. */
		sent: () => wire.sent,
		/** Bytes from there to here so far. */
		received: () => wire.received,
		/** Counts anew, and cuts every connection once this many bytes went either way; without a number, never. */
		cutAfter(bytes = Number.POSITIVE_INFINITY) {
			wire.sent = 0;
			wire.received = 0;
			wire.cutAfter = bytes;
		},
		async end() {
			for (const socket of sockets) socket.destroy();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

/** Command lines of running programs that hold this text. */
export async function runningWith(text: string): Promise<readonly string[]> {
	const processes = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
	const lines = await Promise.all(
		processes.map((id) => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')),
	);
	return lines.map((line) => line.replaceAll('\0', ' ')).filter((line) => line.includes(text));
}

async function freePort(): Promise<number> {
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	await new Promise((resolve) => server.close(resolve));
	return typeof address === 'object' ? (address?.port ?? 0) : 0;
}

async function listening(port: number): Promise<void> {
	for (let tries = 0; tries < 100; tries++) {
		const answers = await new Promise<boolean>((resolve) => {
			const socket = connect(port, '127.0.0.1');
			socket.once('connect', () => {
				socket.destroy();
				resolve(true);
			});
			socket.once('error', () => resolve(false));
		});
		if (answers) return;
		await pause(50);
	}
	throw new Error(`sshd does not listen on port ${port}`);
}
