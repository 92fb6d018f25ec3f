import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { pin } from '../../source/steps/pin.ts';
import { type StubDocker, stubDocker } from '../docker/stub-docker.ts';
import { bytesOf, contextFixture, stackFixture, stepFixture } from './context-fixture.ts';

let directory: string;
let docker: StubDocker;
beforeEach(() => {
	docker = stubDocker();
	directory = mkdtempSync(join(tmpdir(), 'lockkeeper-pin-'));
	writeFileSync(join(directory, 'docker-compose.yml'), 'services: {}\n');
});
afterEach(() => {
	docker.remove();
	rmSync(directory, { recursive: true, force: true });
});

const env = () => join(directory, '.env');
const step = stepFixture('pin', { version: '0.1.10' });
const context = (text: string, changes = {}) => {
	writeFileSync(env(), text, 'latin1');
	return contextFixture(stackFixture(directory, docker.engine), changes);
};

test.each([
	['in the middle', 'A=1\nSPECIVO_VERSION=0.1.9\nB=2\n', 'A=1\nSPECIVO_VERSION=0.1.10\nB=2\n'],
	[
		'with CRLF, quotes, a comment and no last line end',
		'# pin\r\nSPECIVO_VERSION="0.1.9"  # ours\r\nB=\'$x\'',
		'# pin\r\nSPECIVO_VERSION="0.1.10"  # ours\r\nB=\'$x\'',
	],
	['that is there already', 'SPECIVO_VERSION=0.1.10\n', 'SPECIVO_VERSION=0.1.10\n'],
])('a version %s: its value changes and no other byte', async (_condition, before, after) => {
	const result = await pin.act(context(before), step);
	expect(bytesOf(env())).toBe(after);
	expect(result).toEqual({ detail: 'SPECIVO_VERSION=0.1.10 in .env', outputs: { version: '0.1.10' } });
	expect(readdirSync(directory).toSorted()).toEqual(['.env', 'docker-compose.yml']);
});

test('the file keeps its mode', async () => {
	const given = context('SPECIVO_VERSION=0.1.9\n');
	chmodSync(env(), 0o640);
	await pin.act(given, step);
	expect(statSync(env()).mode & 0o777).toBe(0o640);
});

test.each([
	['the env file', '.env', 'SPECIVO_VERSION=0.1.9\nMORE=1\n'],
	['the Compose file', 'docker-compose.yml', 'services: {api: {}}\n'],
])('%s was edited since the survey: nothing is pinned', async (_condition, name, text) => {
	const given = context('SPECIVO_VERSION=0.1.9\n');
	writeFileSync(join(directory, name), text);
	const before = bytesOf(env());
	await expect(pin.act(given, step)).rejects.toThrow(
		'The Compose file or an env file was edited since the survey.',
	);
	expect(bytesOf(env())).toBe(before);
});

test('on a way back an edit of the files does not stand in the way', async () => {
	const given = context('SPECIVO_VERSION=0.2.0\n');
	writeFileSync(env(), 'SPECIVO_VERSION=0.2.0\nMORE=1\n');
	const plan = { ...given.plan, purpose: 'rollback' as const };
	await pin.act({ ...given, plan }, stepFixture('pin', { version: '0.1.9' }));
	expect(bytesOf(env())).toBe('SPECIVO_VERSION=0.1.9\nMORE=1\n');
});

test.each([
	['no such line', 'A=1\n', /Expected a line SPECIVO_VERSION=/],
	['two of them', 'SPECIVO_VERSION=0.1.9\nSPECIVO_VERSION=0.1.8\n', /found lines 1 and 2/],
	['one made from another variable', 'SPECIVO_VERSION=$BASE\n', /made from another variable/],
])('refused, the file untouched: %s', async (_condition, text, message) => {
	const given = context(text);
	await expect(pin.act(given, step)).rejects.toThrow(message);
	expect(bytesOf(env())).toBe(text);
});

const resolved = (...tags: readonly string[]) => [
	{
		when: 'config --format json',
		stdout: JSON.stringify({
			name: 'specivo',
			services: Object.fromEntries(
				['api', 'celery-worker', 'celery-beat'].map((name, index) => [
					name,
					{ image: `specivo/specivo:${tags[index]}` },
				]),
			),
		}),
	},
];

test.each([
	['what Compose resolves is the version', ['0.1.10', '0.1.10', '0.1.10'], true],
	['a service has a pin of its own', ['0.1.10', '0.1.9', '0.1.10'], false],
	['the shell’s own variable wins over the file', ['0.1.9', '0.1.9', '0.1.9'], false],
])('looked at afterwards: %s', async (_condition, tags, done) => {
	const given = context('SPECIVO_VERSION=0.1.10\n');
	docker.answers(resolved(...tags));
	const look = await pin.look?.(given, step);
	expect(look).toEqual({ done, evidence: `Compose resolves the app’s images to ${tags.join(', ')}` });
});
