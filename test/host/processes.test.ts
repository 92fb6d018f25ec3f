// Touches the world: starts process groups and looks at them.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { afterEach, expect, test, vi } from 'vitest';
import { endGroup, isGroupAtWork, processStart } from '../../source/host/processes.ts';

let child: ChildProcess | undefined;
afterEach(() => {
	child?.kill('SIGKILL');
	child = undefined;
});

/** Starts a shell that tells the id of a group and goes on. */
async function groupOf(script: string): Promise<number> {
	child = spawn('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'ignore'] });
	if (!child.stdout) throw new Error('no output');
	const [text] = await once(child.stdout, 'data');
	return Number(text);
}

test('a group is at work until all of it has ended, whoever was its first', async () => {
	const group = await groupOf(`setsid sh -c 'sleep 300 & sleep 0.2' & echo $!; wait; exec sleep 300`);
	await vi.waitFor(() => expect(processStart(group)).toBeUndefined());
	expect(isGroupAtWork(group)).toBe(true);
	await endGroup(group);
	expect(isGroupAtWork(group)).toBe(false);
});

// Where nobody fetches orphans, as in a container without an init, they stay for ever.
test.runIf(existsSync('/proc/self/stat'))('who has ended and was not fetched is not at work', async () => {
	// A shell fetches its children, so the child ends only once its parent has become a program that fetches none.
	const end = 'until read -r name < "/proc/$PPID/comm" && [ "$name" = sleep ]; do :; done';
	const group = await groupOf(`setsid sh -c '${end}' & echo $!; exec sleep 300`);
	await vi.waitFor(() => expect(processStart(group)).toBeUndefined());
	expect(() => process.kill(-group, 0)).not.toThrow();
	expect(isGroupAtWork(group)).toBe(false);
});

test('a process that never started has no group', async () => {
	expect(isGroupAtWork(undefined)).toBe(false);
	await endGroup(undefined);
});
