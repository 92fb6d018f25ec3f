import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { envFileProblem, setVariable } from '../../source/survey/env-file.ts';
import { shapes } from './env-shapes.ts';

const directory = mkdtempSync(join(tmpdir(), 'lockkeeper-env-'));
beforeAll(() => writeFileSync(join(directory, 'compose.yaml'), 'services: {a: {image: "x:$PIN"}}\n'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** What Compose itself makes of an env file; `refused` when it does not read it. */
async function composeReads(text: string): Promise<string> {
	writeFileSync(join(directory, '.env'), text);
	const argv = ['compose', '--env-file', '.env', 'config', '--images'];
	const env = { HOST: 'h', PIN: undefined };
	const result = await execa('docker', argv, {
		cwd: directory,
		env,
		stdin: 'ignore',
		reject: false,
		timeout: 30_000,
	});
	return result.exitCode === 0 ? result.stdout.trim() : 'refused';
}

test.each(Object.entries(shapes))('Compose reads the value that was set: %s', async (_shape, template) => {
	const original = template.replace('@@', '0.1.9');
	const edited = setVariable(original, 'PIN', '0.1.10');
	expect(await composeReads(original)).toBe('x:0.1.9');
	expect(await composeReads(edited.ok ? edited.text : edited.problem)).toBe('x:0.1.10');
});

test.each([
	['a merge left open', 'PIN=1\n<<<<<<< HEAD\n'],
	['a sentence', 'PIN=1\nplease set this\n'],
	['a quote that is never closed', 'PIN=1\nA="x\n'],
])('what Compose refuses is a problem here too: %s', async (_condition, text) => {
	expect(await composeReads(text)).toBe('refused');
	expect(envFileProblem(new TextEncoder().encode(text))).toMatch(/^Line 2/);
});
