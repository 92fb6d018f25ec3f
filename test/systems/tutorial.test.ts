import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { callLockkeeper } from '../e2e/lockkeeper.ts';
import { tutorialComposeFile, tutorialOutput, tutorialRunbook } from './tutorial.ts';

let directory: string;
afterEach(() => rm(directory, { recursive: true, force: true }));

async function validate(runbook: string) {
	directory = await mkdtemp(path.join(tmpdir(), 'lockkeeper-tutorial-'));
	await writeFile(path.join(directory, 'docker-compose.yml'), tutorialComposeFile());
	await writeFile(path.join(directory, 'lockkeeper.yaml'), runbook);
	return callLockkeeper(['runbook', 'validate', '--stack', directory]);
}

test('the runbook of the tutorial is valid, and has 30 lines or fewer', async () => {
	expect(tutorialRunbook().trimEnd().split('\n').length).toBeLessThanOrEqual(30);
	const { exit, stdout } = await validate(tutorialRunbook());
	expect(exit, stdout).toBe(0);
	expect(stdout).toContain('for Jotbook');
	expect(stdout.trimEnd()).toMatch(/It is valid\.$/);
});

test('the mistake that it shows is told as it says', async () => {
	const { exit, said } = await validate(tutorialRunbook().replace('stages', 'stagse'));
	expect(exit).toBe(2);
	for (const line of tutorialOutput('stagse')) expect(said).toContain(line);
});

test('its Compose file is the one that the lab brings up', async () => {
	directory = '';
	const lab = new URL('../lab/jotbook/stack/docker-compose.yml', import.meta.url);
	expect(tutorialComposeFile()).toBe(await readFile(lab, 'utf8'));
});
