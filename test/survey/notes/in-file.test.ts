import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { notesInFile } from '../../../source/survey/notes/in-file.ts';

let root: string;
let stack: string;
beforeEach(() => {
	root = mkdtempSync(join(tmpdir(), 'lockkeeper-notes-'));
	stack = join(root, 'stack');
	mkdirSync(join(stack, 'docs'), { recursive: true });
	writeFileSync(join(stack, 'docs/NOTES.md'), '## 1.0.0\n');
	writeFileSync(join(root, 'secret'), 'hush');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test('a file of the stack, and one that a link in it leads to', () => {
	symlinkSync('docs/NOTES.md', join(stack, 'CHANGELOG.md'));
	for (const name of ['docs/NOTES.md', 'CHANGELOG.md'])
		expect(notesInFile(stack, name)).toEqual({ text: '## 1.0.0\n', place: name });
	symlinkSync(stack, join(root, 'link'));
	expect(notesInFile(join(root, 'link'), 'CHANGELOG.md').text).toBe('## 1.0.0\n');
});

test.each([
	['nothing', 'none.md', 'there is no such file in the stack’s directory'],
	['a directory', 'docs', 'expected a file, found something else'],
	['a link out of the stack', 'out.md', 'it leads out of the stack’s directory'],
	[
		'a link to a file beside it whose name begins alike',
		'beside.md',
		'it leads out of the stack’s directory',
	],
	['a link that leads nowhere', 'broken.md', 'there is no such file'],
])('refused: %s', (_what, name, message) => {
	writeFileSync(join(root, 'stack-beside'), 'hush');
	symlinkSync('../secret', join(stack, 'out.md'));
	symlinkSync('../stack-beside', join(stack, 'beside.md'));
	symlinkSync('nowhere', join(stack, 'broken.md'));
	expect(() => notesInFile(stack, name)).toThrow(message);
});
