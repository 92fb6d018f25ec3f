import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { addVariables } from '../../source/steps/add-variables.ts';
import { removeVariables } from '../../source/steps/remove-variables.ts';
import { configDigest } from '../../source/survey/identify.ts';
import { withBlock } from '../../source/survey/new-variables/block.ts';
import { type StubDocker, stubDocker } from '../docker/stub-docker.ts';
import { specivoRunbook } from '../survey/facts-fixture.ts';
import { bytesOf, contextFixture, stackFixture, stepFixture } from './context-fixture.ts';

let directory: string;
let docker: StubDocker;
beforeEach(() => {
	docker = stubDocker();
	directory = mkdtempSync(join(tmpdir(), 'lockkeeper-variables-'));
	writeFileSync(join(directory, 'docker-compose.yml'), 'services: {}\n');
	writeFileSync(join(directory, '.env.example'), '# Ports\nPORT=1\n# Whether to\nFEATURE=on\nMODE="a b"\n');
});
afterEach(() => {
	docker.remove();
	rmSync(directory, { recursive: true, force: true });
});

const env = () => join(directory, '.env');
const runbook = { ...specivoRunbook, environment: [{ file: '.env', example: '.env.example' }] };
const add = stepFixture('add-variables', {
	version: '0.1.10',
	additions: JSON.stringify([{ file: '.env', names: ['FEATURE', 'MODE'] }]),
});
const context = (text: string) => {
	writeFileSync(env(), text, 'latin1');
	return contextFixture(stackFixture(directory, docker.engine, { runbook }));
};
const lines = ['# Whether to', 'FEATURE=on', 'MODE="a b"'];
const block = (before: string) => withBlock(before, { version: '0.1.10', example: '.env.example', lines });

describe('adding', () => {
	test.each([
		['with comments and an order of its own', '# ours\nPORT=2\n\n# last\nA=1\n'],
		['whose last line has no end', 'PORT=2\nA=1'],
		['with CRLF', "PORT=2\r\nA='$x'\r\n"],
	])('to a file %s: no byte of it changes, and its mode stays', async (_condition, before) => {
		const given = context(before);
		chmodSync(env(), 0o640);
		const result = await addVariables.act(given, add);
		expect(bytesOf(env())).toBe(block(before));
		expect(statSync(env()).mode & 0o777).toBe(0o640);
		expect(result.detail).toBe('added: FEATURE and MODE in .env');
		expect(result.outputs?.digest).toBe(configDigest(given.stack.composeFile, given.stack.project));
		expect(await addVariables.look?.(given, add)).toMatchObject({ done: true });
		expect(readdirSync(directory).toSorted()).toEqual(['.env', '.env.example', 'docker-compose.yml']);
	});

	test('killed after the file was written: done twice is done once', async () => {
		const given = context('PORT=2');
		await addVariables.act(given, add);
		const once = bytesOf(env());
		// Half a file of a write that was killed.
		writeFileSync(join(directory, '..env.0123456789ab.new'), 'PORT');
		expect(await addVariables.resume?.(given, add)).toBeUndefined();
		expect((await addVariables.act(given, add)).detail).toBe('they are there');
		expect(bytesOf(env())).toBe(once);
		expect(readdirSync(directory)).not.toContain('..env.0123456789ab.new');
	});

	test('killed before: nothing is there, and it is added', async () => {
		const given = context('PORT=2\n');
		expect(await addVariables.look?.(given, add)).toEqual({
			done: false,
			evidence: 'there is no FEATURE in .env and MODE in .env',
		});
		await addVariables.resume?.(given, add);
		await addVariables.act(given, add);
		expect(bytesOf(env())).toBe(block('PORT=2\n'));
	});

	test('one that the operator has set meanwhile stays as it is', async () => {
		const given = context('PORT=2\nMODE=mine\n');
		await addVariables.act(given, add);
		expect(bytesOf(env())).toBe(
			withBlock('PORT=2\nMODE=mine\n', {
				...{ version: '0.1.10', example: '.env.example', lines: lines.slice(0, 2) },
			}),
		);
	});

	test('a file that was edited since the survey is not added to', async () => {
		const given = context('PORT=2\n');
		writeFileSync(env(), 'PORT=3\n');
		await expect(addVariables.act(given, add)).rejects.toThrow('edited since the survey');
		expect(bytesOf(env())).toBe('PORT=3\n');
	});
});

describe('taking out', () => {
	const back = stepFixture('remove-variables', { version: '0.1.9', files: '[".env"]' });

	test.each([
		['with its last line ended', 'PORT=2\n'],
		['without', '# ours\nPORT=2'],
	])('brings the old text back, %s; done twice is done once', async (_condition, before) => {
		const given = context(block(before));
		chmodSync(env(), 0o600);
		await removeVariables.act(given, back);
		await removeVariables.act(given, back);
		expect(bytesOf(env())).toBe(before);
		expect(statSync(env()).mode & 0o777).toBe(0o600);
		expect(await removeVariables.look?.(given, back)).toMatchObject({ done: true });
	});

	test('what was added for the version that is gone back to stays', async () => {
		const given = context(block('PORT=2\n'));
		await removeVariables.act(
			given,
			stepFixture('remove-variables', { version: '0.1.10', files: '[".env"]' }),
		);
		expect(bytesOf(env())).toBe(block('PORT=2\n'));
	});

	test('lines that were edited stay, and are named', async () => {
		const edited = block('PORT=2\n').replace('FEATURE=on', 'FEATURE=off');
		const { detail } = await removeVariables.act(context(edited), back);
		expect(bytesOf(env())).toBe(edited);
		expect(detail).toBe('taken out of .env; in .env stay those that were edited since');
	});
});
