// Touches the world: a million lines through what follows logs, from a program in docker's place.
import { createReadStream, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openServiceLogs } from '../../../source/steps/service-logs.ts';
import { stubDocker } from '../../docker/stub-docker.ts';
import { stackFixture } from '../../steps/context-fixture.ts';
import { type Figure, figure } from './figures.ts';

const lines = 1_000_000;
const begin = new Date('2026-06-15T02:10:00.000Z');
const flood = fileURLToPath(new URL('flood.mjs', import.meta.url));
const longest = 300_000;

/** Offers a million lines in a second, and counts those in the file. */
export async function linesToFile(parent: string): Promise<readonly Figure[]> {
	const directory = path.join(parent, 'logs');
	mkdirSync(directory);
	for (const name of ['docker-compose.yml', '.env']) writeFileSync(path.join(directory, name), '');
	const docker = stubDocker();
	const labels = { 'com.docker.compose.service': 'api' };
	const container = {
		Id: 'one',
		Image: 'x',
		State: { Status: 'running' },
		Config: { Image: 'x', Labels: labels },
	};
	docker.answers([
		{ when: 'ps --all --quiet', stdout: 'one\n' },
		{ when: 'container inspect one', stdout: JSON.stringify([container]) },
		{ when: `${begin.toISOString()} one`, program: [process.execPath, flood, String(lines), String(lines)] },
		{ when: 'one' },
	]);
	const logs = openServiceLogs(
		stackFixture(directory, docker.engine),
		directory,
		(text) => text,
		() => {},
	);
	try {
		const began = performance.now();
		logs.follow(['api'], begin);
		while (logs.count() < lines && performance.now() - began < longest) await pause(20);
		const took = performance.now() - began;
		await logs.close();
		const missing = lines - (await linesOf(logs.file('api')));
		return [
			figure('lines lost on the way to the file, of 1,000,000', missing, 'lines', { aimForOurs: 0 }),
			figure('taken to the file of 1,000,000 lines/s', (logs.count() * 1000) / took, 'lines/s'),
		];
	} finally {
		await logs.close();
		docker.remove();
	}
}

async function linesOf(file: string): Promise<number> {
	let count = 0;
	for await (const chunk of createReadStream(file))
		for (const byte of chunk as Buffer) if (byte === 10) count += 1;
	return count;
}
