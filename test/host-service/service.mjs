// A stand-in for the host's service manager: `start`, `stop` and `pid` of one program in the working directory.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';

const file = 'service.pid';
const running = () => {
	if (!existsSync(file)) return 0;
	const pid = Number(readFileSync(file, 'utf8'));
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
		return stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z') ? 0 : pid;
	} catch {
		return 0;
	}
};

switch (process.argv[2]) {
	case 'pid':
		console.log(running());
		break;
	case 'start': {
		if (running()) break;
		const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'current/server.mjs'], {
			detached: true,
			stdio: 'ignore',
		});
		writeFileSync(file, String(child.pid));
		child.unref();
		break;
	}
	case 'stop': {
		const pid = running();
		if (pid) process.kill(pid, 'SIGTERM');
		while (running()) await sleep(20);
		rmSync(file, { force: true });
		break;
	}
	default:
		console.error('expected start, stop or pid');
		process.exitCode = 2;
}
