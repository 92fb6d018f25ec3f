// A stand-in for Fly.io's command-line tool and the platform behind it: volumes are directories, machines are processes of
// the stand-in of SVRunner. Words and JSON follow flyctl's help and the Machines API; the platform itself was never asked.
import { spawn } from 'node:child_process';
import {
	cpSync,
	existsSync,
	mkdirSync,
	readFileSync,
	renameSync,
	rmdirSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';

const root = path.join(process.env.FLY_STAND_IN ?? path.join(process.cwd(), '..'), 'platform');
const file = path.join(root, 'state.json');
const save = () => {
	writeFileSync(`${file}.${process.pid}`, JSON.stringify(state, null, 1));
	renameSync(`${file}.${process.pid}`, file);
};
const words = process.argv.slice(2);
// Whoever changes something has the platform for himself until he is done.
const lock = `${file}.lock`;
const changes = !['list', 'logs'].includes(
	words[0] === 'logs' ? 'logs' : words[words[1] === 'snapshots' ? 2 : 1],
);
while (changes) {
	try {
		mkdirSync(lock);
		process.on('exit', () => rmdirSync(lock));
		// Asked to stop, it gives the platform back, as the tool does with its lease.
		process.on('SIGTERM', () => process.exit(143));
		break;
	} catch {
		await sleep(30);
	}
}
const state = JSON.parse(readFileSync(file, 'utf8'));
const option = (name) => (words.includes(name) ? words[words.indexOf(name) + 1] : undefined);
const print = (value) => console.log(words.includes('--json') ? JSON.stringify(value) : value);
const fail = (text) => {
	console.error(`Error: ${text}`);
	process.exit(1);
};
const now = () => new Date().toISOString();
const nextId = (kind) => `${kind}_${(state.next++).toString().padStart(4, '0')}`;
const machineOf = (id) =>
	state.machines.find((one) => one.id === id) ?? fail(`machine ${id} could not be found`);
const volumeOf = (id) => state.volumes.find((one) => one.id === id) ?? fail(`volume ${id} not found`);
const home = ({ id }) => path.join(root, 'machines', id);
const disk = (id) => path.join(root, 'volumes', id);
const linesOf = (volume) => {
	const log = path.join(disk(volume), 'logs/server.log');
	return existsSync(log) ? readFileSync(log, 'utf8').split('\n').slice(0, -1) : [];
};
const alive = ({ pid }) => {
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
		return !stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z');
	} catch {
		return false;
	}
};

async function stop(machine) {
	if (machine.pid && alive(machine)) process.kill(machine.pid, 'SIGTERM');
	while (machine.pid && alive(machine)) await sleep(20);
	Object.assign(machine, { state: 'stopped', pid: 0, updated_at: now() });
	save();
}

async function start(machine) {
	const [mount] = machine.config.mounts;
	rmSync(home(machine), { recursive: true, force: true });
	mkdirSync(path.join(home(machine), 'image'), { recursive: true });
	cpSync(state.server, path.join(home(machine), 'image/server.mjs'));
	writeFileSync(path.join(home(machine), 'image/VERSION'), `${machine.image_ref.tag}\n`);
	writeFileSync(path.join(home(machine), '.env'), `SVR_PORT=${state.port}\nSVR_SERVER_FILES_DIR=files\n`);
	symlinkSync(disk(mount.volume), path.join(home(machine), 'files'));
	Object.assign(machine, { started: Date.now(), before: linesOf(mount.volume).length });
	save();
	const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'image/server.mjs'], {
		cwd: home(machine),
		detached: true,
		stdio: 'ignore',
	});
	child.unref();
	Object.assign(machine, { state: 'started', pid: child.pid, updated_at: now() });
	save();
	await sleep(500);
	if (alive(machine)) return true;
	Object.assign(machine, { state: 'stopped', pid: 0 });
	save();
	return false;
}

const image = (reference) => {
	const colon = reference.lastIndexOf(':');
	const [repository, tag] = [reference.slice(0, colon), reference.slice(colon + 1)];
	return {
		registry: 'registry-1.docker.io',
		repository,
		tag,
		digest: `sha256:${Buffer.from(tag).toString('hex').padEnd(64, '0')}`,
	};
};

switch (
	words
		.slice(
			0,
			words[0] === 'volumes' && words[1] === 'snapshots'
				? 3
				: words[0] === 'deploy' || words[0] === 'logs'
					? 1
					: 2,
		)
		.join(' ')
) {
	case 'machine list': {
		for (const machine of state.machines)
			if (machine.state === 'started' && !alive(machine)) machine.state = 'stopped';
		print(state.machines);
		break;
	}
	case 'machine stop':
		await stop(machineOf(words[2]));
		break;
	case 'machine start':
		if (!(await start(machineOf(words[2])))) fail('the machine stopped again');
		break;
	case 'machine update': {
		const machine = machineOf(words[2]);
		if (!words.includes('--skip-start')) fail('the stand-in only updates with --skip-start');
		Object.assign(machine, { image_ref: image(option('--image')), updated_at: now() });
		save();
		break;
	}
	case 'machine clone': {
		const from = machineOf(words[2]);
		const [volume, mounted] = option('--attach-volume').split(':');
		if (volumeOf(volume).attached_machine_id) fail(`volume ${volume} is attached already`);
		const machine = {
			...{
				id: nextId('machine').replace('_', ''),
				name: 'clone',
				state: 'created',
				region: option('--region'),
			},
			...{ image_ref: from.image_ref, created_at: now(), updated_at: now() },
			config: { mounts: [{ volume, path: mounted, name: volumeOf(volume).name }] },
		};
		volumeOf(volume).attached_machine_id = machine.id;
		state.machines.push(machine);
		save();
		if (!(await start(machine))) fail('the machine stopped again');
		break;
	}
	case 'machine destroy': {
		const machine = machineOf(words[2]);
		await stop(machine);
		for (const one of state.volumes)
			if (one.attached_machine_id === machine.id) one.attached_machine_id = null;
		state.machines = state.machines.filter(({ id }) => id !== machine.id);
		save();
		break;
	}
	case 'deploy': {
		const reference = /image\s*=\s*["']([^"']+)["']/.exec(readFileSync(option('--config'), 'utf8'))?.[1];
		if (!reference) fail('no image in the configuration');
		let well = true;
		for (const machine of state.machines) {
			await stop(machine);
			Object.assign(machine, { image_ref: image(reference), updated_at: now() });
			// The disk of a version that is made so comes up detached: the trap of the guide.
			if (machine.image_ref.tag === '3.2.3') {
				const empty = {
					...volumeOf(machine.config.mounts[0].volume),
					id: nextId('vol'),
					attached_machine_id: machine.id,
				};
				mkdirSync(disk(empty.id), { recursive: true });
				state.volumes.push(empty);
				machine.config.mounts[0].volume = empty.id;
			}
			well = (await start(machine)) && well;
			// The tool waits until a machine is well, for minutes: this one never is.
			while (machine.image_ref.tag === '3.2.4') await sleep(100);
		}
		if (!well) fail('machine did not have a healthy status: timeout reached waiting for it to start');
		break;
	}
	case 'logs': {
		// As the platform does: what it has kept first, each line with the time at which it was written.
		let shown = 0;
		let of = '';
		for (;;) {
			const { id, config, started, before } = JSON.parse(readFileSync(file, 'utf8')).machines.at(-1);
			const [{ volume }] = config.mounts;
			const lines = linesOf(volume);
			if (of !== volume || lines.length < shown) shown = 0;
			of = volume;
			for (const [index, line] of lines.entries()) {
				if (index < shown) continue;
				const at = index < before ? '2026-01-01T00:00:00Z' : new Date(started + index - before).toISOString();
				console.log(`${at} app[${id}] ams [\u001b[32minfo\u001b[0m]${line}`);
			}
			if (lines.length > shown) console.log(`${now()} runner[${id}] ams [info]of the platform itself`);
			shown = lines.length;
			await sleep(100);
		}
	}
	case 'volumes list':
		print(state.volumes);
		break;
	case 'volumes create': {
		const snapshot =
			state.snapshots.find(({ id }) => id === option('--snapshot-id')) ?? fail('snapshot not found');
		const volume = {
			...{ id: nextId('vol'), name: words[2], state: 'created', size_gb: 1, region: option('--region') },
			...{ snapshot_retention: 5, attached_machine_id: null },
		};
		cpSync(path.join(root, 'snapshots', snapshot.id), disk(volume.id), { recursive: true });
		state.volumes.push(volume);
		save();
		print(volume);
		break;
	}
	case 'volumes destroy': {
		const volume = volumeOf(words[2]);
		if (volume.attached_machine_id) fail('volume is attached');
		rmSync(disk(volume.id), { recursive: true });
		state.volumes = state.volumes.filter(({ id }) => id !== volume.id);
		save();
		break;
	}
	case 'volumes snapshots create': {
		const volume = volumeOf(words[3]);
		const id = nextId('vs');
		cpSync(disk(volume.id), path.join(root, 'snapshots', id), { recursive: true });
		state.snapshots.push({ id, volume: volume.id, status: 'waiting', created_at: now() });
		save();
		console.log('Scheduled to snapshot volume');
		break;
	}
	case 'volumes snapshots list': {
		// It takes a moment until one is there.
		for (const snapshot of state.snapshots)
			if (Date.now() - Date.parse(snapshot.created_at) > 300) snapshot.status = 'created';
		print(state.snapshots.filter(({ volume }) => volume === words[3]));
		break;
	}
	default:
		fail(`unknown command "${words.join(' ')}" for "flyctl"`);
}
