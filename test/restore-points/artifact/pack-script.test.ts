import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
	packFailed,
	packing,
	redirecting,
	unpacking,
} from '../../../source/restore-points/artifact/pack-script.ts';

const here = spawnSync('zstd', ['--version']).status === 0;
const run = ([program = '', ...argv]: readonly string[], input?: Buffer, path = process.env.PATH) =>
	spawnSync(program, argv, { input, env: { PATH: path }, maxBuffer: 1e8 });
const packed = (text: string) => run(packing(['cat']), Buffer.from(text)).stdout;

describe.skipIf(!here)('each part of the pipe counts (skipped without zstd)', () => {
	test('what goes in packed comes out again', () => {
		const done = run(unpacking(['cat'], true), packed('rows'));
		expect([done.status, done.stdout.toString()]).toEqual([0, 'rows']);
	});
	test.each([1, 3, 137])('a program that ends with %i after it wrote: that is the exit code', (code) => {
		expect(run(packing(['sh', '-c', `echo half; exit ${code}`])).status).toBe(code);
	});
	test('a program killed in the middle', () => {
		expect(run(packing(['sh', '-c', 'echo half; kill -9 $$'])).status).toBe(137);
	});
	test('a program that is not there', () => {
		expect(run(packing(['no-such-program'])).status).toBe(127);
	});
	test('zstd that cannot write', () => {
		const [program = '', ...argv] = packing(['sh', '-c', 'head -c 100000 /dev/urandom']);
		const done = spawnSync('sh', ['-c', '"$@" >/dev/full', 'sh', program, ...argv]);
		expect(done.status).toBe(packFailed);
	});
	test('a cut frame is an error although the program is content', () => {
		const whole = packed('row\n'.repeat(100_000));
		expect(run(unpacking(['cat'], true), whole.subarray(0, whole.length - 5)).status).toBe(packFailed);
	});
	test('a flipped bit inside the frame', () => {
		const whole = Buffer.from(run(packing(['head', '-c', '50000', '/dev/urandom'])).stdout);
		whole[25_000] = (whole[25_000] ?? 0) ^ 1;
		expect(run(unpacking(['cat'], true), whole).status).toBe(packFailed);
	});
	test('the program’s own failure wins', () => {
		expect(run(unpacking(['sh', '-c', 'cat >/dev/null; exit 5'], true), packed('x')).status).toBe(5);
	});
	test('a file in place of stdout and stdin, whatever its name', () => {
		const directory = mkdtempSync(join(tmpdir(), 'lockkeeper-pack-'));
		try {
			const file = join(directory, "it's $(touch x) a.zst");
			expect(run(redirecting('>', file, packing(['printf', '%s', 'rows']))).status).toBe(0);
			const done = run(redirecting('<', file, unpacking(['cat'], true)));
			expect([done.status, done.stdout.toString()]).toEqual([0, 'rows']);
			expect(run(redirecting('>', file, packing(['sh', '-c', 'exit 5']))).status).toBe(5);
			expect(run(redirecting('<', join(directory, 'none'), unpacking(['cat'], true))).status).not.toBe(0);
		} finally {
			rmSync(directory, { recursive: true });
		}
	});
	test('a program that rightly ends early', () => {
		const whole = packed('row\n'.repeat(1_000_000));
		const done = run(unpacking(['head', '-n', '1'], false), whole);
		expect([done.status, done.stdout.toString()]).toEqual([0, 'row\n']);
	});
	test.each(["it's", '$(touch /tmp/x)', 'a b', '*', ''])('the argument %j stays one word', (word) => {
		expect(run(unpacking(['cat'], true), run(packing(['printf', '%s', word])).stdout).stdout.toString()).toBe(
			word,
		);
	});
});
