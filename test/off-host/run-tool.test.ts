import { expect, test } from 'vitest';
import { runTool } from '../../source/off-host/run-tool.ts';

const node = (script: string) => [process.execPath, '-e', script];

test('stdin is given, stdout comes back byte for byte', async () => {
	const { stdout } = await runTool(['cat'], { input: Buffer.from([0, 255, 10, 13, 10]) });
	expect([...stdout]).toEqual([0, 255, 10, 13, 10]);
});

test('lines come as they are written, ended by a carriage return too', async () => {
	const lines: string[] = [];
	await runTool(node('process.stdout.write("10%\\r20%\\r\\nend")'), { onStdout: (line) => lines.push(line) });
	expect(lines).toEqual(['10%', '20%', 'end']);
});

test('a tool that is not there is named with what to install', async () => {
	await expect(runTool(['lockkeeper-has-no-such-tool'], {})).rejects.toMatchObject({
		message: 'lockkeeper-has-no-such-tool is not installed on this host.',
		advice: [expect.stringContaining('Install lockkeeper-has-no-such-tool')],
	});
	const behindShell = ['sh', '-c', 'umask 077 && exec "$0" "$@"', 'lockkeeper-has-no-such-tool', 'copy'];
	await expect(runTool(behindShell, {})).rejects.toThrow('lockkeeper-has-no-such-tool is not installed');
});

test('an exit code is a failure with the tool’s words, unless it is an answer', async () => {
	const argv = node('console.error("no"); process.exit(3)');
	await expect(runTool(argv, {})).rejects.toMatchObject({ exitCode: 3, stderr: 'no\n', stopped: false });
	expect((await runTool(argv, { accept: [3] })).exitCode).toBe(3);
});

test('a tool that hangs is ended at its deadline, and at once when it is stopped', async () => {
	await expect(runTool(['sleep', '60'], { deadline: 100 })).rejects.toThrow('sleep did not answer in time');
	const stop = new AbortController();
	const running = runTool(['sleep', '60'], { signal: stop.signal });
	stop.abort();
	await expect(running).rejects.toMatchObject({ stopped: true });
});

test('a tool that ends before it read its input fails with its own words', async () => {
	const argv = node('console.error("full"); process.exit(11)');
	await expect(runTool(argv, { input: Buffer.alloc(4_000_000) })).rejects.toThrow('exit code 11: full');
});
