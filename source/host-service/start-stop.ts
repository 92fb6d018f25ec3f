// Touches the world: starts and stops the app by its own programs.
import { closeSync, openSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { linkedVersion } from './builds.ts';
import type { HostService } from './host-service.ts';
import { readLastStart, writeLastStart } from './last-start.ts';
import { runningNow } from './running.ts';

/** Milliseconds that a process may go on after the program that stops it has ended. */
const grace = 30_000;
/** Milliseconds until a started app has to show a process. */
const appearing = 5000;

/** As Compose does: what runs the version that is linked is left alone. @throws Error */
export async function bringUp(service: HostService): Promise<void> {
	const now = await runningNow(service);
	if (now && now.version !== undefined && now.version === linkedVersion(service)) return;
	if (now) await stopApp(service);
	await startApp(service);
}

/** @throws Error when it cannot be stopped, or goes on */
export async function stopApp(service: HostService): Promise<void> {
	const now = await runningNow(service);
	if (!now) return;
	const { log, ...before } = readLastStart(service);
	// Which version it was nothing tells once it has ended.
	writeLastStart(service, {
		...before,
		...(log ? { log } : {}),
		...(now.version === undefined ? {} : { version: now.version }),
		startedAt: now.startedAt,
	});
	await call(service, service.stop);
	const until = performance.now() + grace;
	while ((await runningNow(service))?.pid === now.pid) {
		if (performance.now() >= until)
			throw new Error(
				`${service.stop.join(' ')} ended, and process ${now.pid} of ${service.service} goes on`,
			);
		await sleep(100);
	}
}

/** @throws Error when the program fails */
export async function startApp(service: HostService): Promise<void> {
	if (await runningNow(service)) return;
	const version = linkedVersion(service);
	const at = new Date().toISOString();
	const size = statSync(join(service.directory, service.log), { throwIfNoEntry: false })?.size ?? 0;
	const begun = { ...(version === undefined ? {} : { version }), startedAt: at, log: { offset: size, at } };
	writeLastStart(service, begun);
	await call(service, service.start);
	const until = performance.now() + appearing;
	for (;;) {
		const now = await runningNow(service);
		if (now)
			return writeLastStart(service, { ...begun, pid: now.pid, ticks: now.ticks, startedAt: now.startedAt });
		// One that failed at once is for the log to explain.
		if (performance.now() >= until) return;
		await sleep(100);
	}
}

/** What it says goes to a file: a process that stays may keep its output open. */
async function call(service: HostService, argv: readonly string[]): Promise<void> {
	const [program = '', ...rest] = argv;
	const path = join(service.directory, '.lockkeeper', `host-service-${process.pid}.out`);
	const file = openSync(path, 'w', 0o600);
	try {
		const { failed, exitCode, code } = await execa(program, rest, {
			cwd: service.directory,
			stdin: 'ignore',
			stdout: file as 3,
			stderr: file as 3,
			reject: false,
			cleanup: false,
		});
		if (!failed) return;
		const said = readFileSync(path, 'utf8').trim().split('\n').slice(-3).join(' ');
		throw new Error(
			`${argv.join(' ')} ${exitCode === undefined ? `could not be run (${code})` : `ended with exit code ${exitCode}`}${said ? `: ${said}` : ''}`,
		);
	} finally {
		closeSync(file);
		rmSync(path, { force: true });
	}
}
