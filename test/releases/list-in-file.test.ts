import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readListIn } from '../../source/releases/list-in-file.ts';
import { listLimit } from '../../source/releases/release-list.ts';

function directory(): string {
	const path = mkdtempSync(join(tmpdir(), 'lockkeeper-list-'));
	onTestFinished(() => rmSync(path, { recursive: true }));
	return path;
}

test('a file of the stack', () => {
	const stack = directory();
	writeFileSync(join(stack, 'versions.txt'), '1.1.0 2026-02-03\n1.0.0\n');
	expect(readListIn(stack, 'versions.txt')).toEqual({
		versions: ['1.0.0', '1.1.0'],
		source: 'entries of versions.txt',
		dates: { '1.1.0': '2026-02-03T00:00:00.000Z' },
	});
});

test('refused: none, a directory, one that is too large', () => {
	const stack = directory();
	expect(() => readListIn(stack, 'versions.txt')).toThrow(
		/expected a list of releases in versions\.txt, found nothing there/,
	);
	expect(() => readListIn(stack, '.')).toThrow(/found no file there/);
	writeFileSync(join(stack, 'large'), '');
	truncateSync(join(stack, 'large'), listLimit + 1);
	expect(() => readListIn(stack, 'large')).toThrow(/large is larger than 32 MiB/);
});
