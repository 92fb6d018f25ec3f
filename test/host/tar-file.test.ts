import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fileInTar } from '../../source/host/tar-file.ts';

let directory: string;
beforeEach(() => {
	directory = mkdtempSync(join(tmpdir(), 'lockkeeper-tar-file-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const archive = (name: string, ...options: string[]) =>
	execFileSync('tar', [...options, '-C', directory, '-cf', '-', name]);
const long = `${'n'.repeat(150)}.md`;

test.each([
	['ustar', 'NOTES.md', '--format=ustar'],
	['GNU', 'NOTES.md', '--format=gnu'],
	['POSIX, with an extended header', 'NOTES.md', '--format=posix'],
	['GNU, with a long name', long, '--format=gnu'],
	['POSIX, with a long name', long, '--format=posix'],
])('the file of an archive: %s', (_format, name, option) => {
	const content = `${'## 1.0.0 – é\n'.repeat(100)}end`;
	writeFileSync(join(directory, name), content);
	expect(fileInTar(archive(name, option))?.toString()).toBe(content);
});

test('an empty file', () => {
	writeFileSync(join(directory, 'empty'), '');
	expect(fileInTar(archive('empty'))?.length).toBe(0);
});

test('a directory and a link are no file', () => {
	mkdirSync(join(directory, 'd'));
	symlinkSync('/etc/passwd', join(directory, 'l'));
	expect(fileInTar(archive('d'))).toBeUndefined();
	expect(fileInTar(archive('l'))).toBeUndefined();
});

test('one that is cut off, and what is no archive', () => {
	writeFileSync(join(directory, 'a'), 'x'.repeat(2000));
	const whole = archive('a', '--format=ustar');
	for (const length of [0, 100, 512, 1024, 2511]) {
		expect(() => fileInTar(whole.subarray(0, length))).toThrow('cut off');
	}
	expect(() => fileInTar(Buffer.from('hello '.repeat(200)))).toThrow('expected a tar archive');
});
