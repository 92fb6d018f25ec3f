// Touches the world: looks at the app's process.
import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { processStart } from '../host/processes.ts';
import { linkedVersion } from './builds.ts';
import type { HostService } from './host-service.ts';
import { readLastStart } from './last-start.ts';

export type Running = {
	readonly pid: number;
	/** In the kernel's clock ticks since the host started. */
	readonly ticks: string;
	/** ISO 8601. */
	readonly startedAt: string;
	/** Undefined when nothing tells: the link was changed after the start, by somebody else. */
	readonly version: string | undefined;
};

/** Ticks a second that /proc counts in, on every Linux there is (man 5 proc_pid_stat). */
const perSecond = 100;
/** Milliseconds: /proc counts in hundredths of a second. */
const blur = 30;

/** The app's process; undefined while it does not run. @throws Error when its program cannot be started */
export async function runningNow(service: HostService): Promise<Running | undefined> {
	const [program = '', ...rest] = service.pid;
	const { stdout, exitCode, code } = await execa(program, rest, {
		...{ cwd: service.directory, stdin: 'ignore', reject: false, timeout: 15_000 },
	});
	if (exitCode === undefined)
		throw new Error(`${service.pid.join(' ')} could not be run (${code ?? 'stopped'})`);
	const pid = Number(stdout.trim());
	if (exitCode !== 0 || !Number.isInteger(pid) || pid <= 0) return undefined;
	const ticks = processStart(pid);
	return ticks === undefined
		? undefined
		: { pid, ticks, startedAt: startedAt(ticks), version: versionOf(service, pid, ticks) };
}

/** What was started by us is known; else it is what the link leads to, unless the link is younger. */
function versionOf(service: HostService, pid: number, ticks: string): string | undefined {
	const last = readLastStart(service);
	if (last.pid === pid && last.ticks === ticks) return last.version;
	const linked = lstatSync(join(service.directory, service.link), { throwIfNoEntry: false })?.ctimeMs;
	if (linked === undefined) return undefined;
	const [uptime = ''] = readFileSync('/proc/uptime', 'utf8').split(' ');
	const age = (Number(uptime) - Number(ticks) / perSecond) * 1000;
	return Date.now() - age + blur >= linked ? linkedVersion(service) : undefined;
}

/** The same at every look: by the second in which the host started. */
function startedAt(ticks: string): string {
	const [, booted = '0'] = /^btime (\d+)$/m.exec(readFileSync('/proc/stat', 'utf8')) ?? [];
	return new Date(Number(booted) * 1000 + (Number(ticks) * 1000) / perSecond).toISOString();
}
