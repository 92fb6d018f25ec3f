// Touches the world: holds the stack, both sides and the engine to one CPU and 2 GB for the time of a measure.
import { chmod, copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import type { Progress } from '../../lab/image.ts';
import type { SpecivoStack } from '../../lab/specivo/stack.ts';
import type { Call } from './call.ts';

export type Room = {
	/** The same call, made from inside. */
	readonly enter: (call: Call) => Call;
	/** Drops this machine's page cache, so that what is read is read from the disk and counted. */
	readonly forgetPages: () => Promise<void>;
};

const hierarchies = ['cpuset', 'memory'] as const;

/** @returns undefined when a room can be made here, else a sentence with what is missing */
export async function whatARoomLacks(): Promise<string | undefined> {
	const writable = hierarchies.map((name) => `[ -w /sys/fs/cgroup/${name}/cgroup.procs ]`);
	const { exitCode } = await execa('sh', ['-c', writable.join(' && ')], { reject: false, stdin: 'ignore' });
	return exitCode === 0
		? undefined
		: 'Holding to one CPU and 2 GB needs root and cgroup version 1 (cpuset and memory below /sys/fs/cgroup).';
}

/**
 * Makes the room, moves the stack into it, and takes both away after the action: the stack is down then.
 * What the room holds and what it does not stands in hold.sh.
 *
 * @param directory an existing one, for files of its own
 */
export async function inRoom<Result>(
	stack: SpecivoStack,
	directory: string,
	progress: Progress,
	action: (room: Room) => Promise<Result>,
): Promise<Result> {
	const name = `lockkeeper-bench-${process.pid}`;
	const keeper = await makeRoom(name);
	try {
		await moveStack(stack, name);
		progress('the stack, the engine and both sides have one CPU and 2 GB from here on');
		const docker = await heldDocker(directory, name);
		return await action({
			enter: (call) => entered(call, name, docker),
			forgetPages: () => writeFile('/proc/sys/vm/drop_caches', '1'),
		});
	} finally {
		await stack.tryCompose(['down']);
		await rm(overrideOf(stack), { force: true });
		await keeper.leave();
	}
}

async function makeRoom(name: string): Promise<{ leave: () => Promise<void> }> {
	const keeper = execa('bash', [path.join(import.meta.dirname, 'hold.sh'), name], {
		// Of its own session, so that Ctrl+C ends the bench first; it ends itself when its input does.
		...{ stdin: 'pipe', detached: true, cleanup: false, reject: false },
	});
	const said = await new Promise<string>((resolve) => {
		keeper.stdout.once('data', (chunk) => resolve(String(chunk)));
		keeper.stdout.once('end', () => resolve(''));
	});
	const leave = async () => {
		keeper.stdin.end();
		const { stderr } = await keeper;
		if (stderr !== '') {
			throw new Error(`The room of one CPU and 2 GB did not go away whole: ${stderr}`);
		}
	};
	if (said.trim() !== 'held') {
		await leave();
		throw new Error('The room of one CPU and 2 GB could not be made.');
	}

	return { leave };
}

/** Recreates all services with the room as their parent. */
async function moveStack(stack: SpecivoStack, name: string): Promise<void> {
	const services = (await stack.compose(['config', '--services'])).trim().split('\n');
	const lines = services.map((service) => `  ${service}: { cgroup_parent: /${name} }`);
	await writeFile(overrideOf(stack), `services:\n${lines.join('\n')}\n`);
	await stack.compose(['up', '--detach', '--wait', '--quiet-pull']);
}

const overrideOf = (stack: SpecivoStack) => path.join(stack.directory, 'docker-compose.override.yml');

/** A `docker` that takes the containers it runs into the room as well. @returns the variables it needs */
async function heldDocker(directory: string, name: string): Promise<Readonly<Record<string, string>>> {
	const { stdout } = await execa('sh', ['-c', 'command -v docker']);
	const programs = path.join(directory, 'held');
	await mkdir(programs, { recursive: true });
	await copyFile(path.join(import.meta.dirname, 'held-docker.sh'), path.join(programs, 'docker'));
	await chmod(path.join(programs, 'docker'), 0o755);
	return {
		PATH: `${programs}:${process.env.PATH}`,
		HELD_DOCKER: stdout,
		HELD_PARENT: `/${name}`,
	};
}

function entered(call: Call, name: string, docker: Readonly<Record<string, string>>): Call {
	const files = hierarchies.map((hierarchy) => `/sys/fs/cgroup/${hierarchy}/${name}/cgroup.procs`);
	const move = files.map((file) => `echo $$ >${file}`).join(' && ');
	return {
		program: 'sh',
		words: ['-c', `${move} && exec "$@"`, 'sh', call.program, ...call.words],
		environment: { ...call.environment, ...docker },
	};
}
