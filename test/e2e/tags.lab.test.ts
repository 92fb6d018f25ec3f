import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { containers, tableChecksums } from '../lab/specivo/facts.ts';
import type { SpecivoStack } from '../lab/specivo/stack.ts';
import { callWithJson, endOfStep, eventsOf } from './lockkeeper.ts';
import { bringUpForTest, type StackOfTest } from './stack-of-test.ts';

// The same stack with its version as tags in the Compose file, as many vendors ship it.

const project = 'e2e-tags';
const tagged = ['api', 'celery-worker', 'celery-beat'];
let place: StackOfTest | undefined;
let stack: SpecivoStack;
const inStack = (name: string) => path.join(stack.directory, name);
const composeFile = () => readFile(inStack('docker-compose.yml'), 'utf8');

beforeAll(async () => {
	place = await bringUpForTest({ version: '0.1.9', project, port: 19_969 });
	stack = place.stack;
	const text = await composeFile();
	const literal = text.replaceAll(/(specivo\/specivo:)\$\{SPECIVO_VERSION[^}]*\}/g, '$10.1.9 # by hand');
	expect(literal.match(/:0\.1\.9 # by hand/g)).toHaveLength(3);
	await writeFile(inStack('docker-compose.yml'), literal);
	await writeFile(
		inStack('lockkeeper.yaml'),
		`offHost: none\nversion: {pin: {tags: [${tagged.join(', ')}]}}\n`,
	);
});
afterAll(() => place?.clearAway());

const tags = async () => {
	const all = await containers(project);
	return Object.fromEntries(tagged.map((service) => [service, all[service]?.image]));
};

test('three tags change in the Compose file, and nothing else of it', async () => {
	const before = { text: await composeFile(), tables: await tableChecksums(stack), tags: await tags() };
	const up = await callWithJson(['upgrade', '--stack', stack.directory, '--to', '0.1.10', '--yes']);
	expect(up.result, up.result.text.join('\n')).toMatchObject({ exit: 0, state: 'new version' });
	expect(await composeFile()).toBe(before.text.replaceAll(':0.1.9 # by hand', ':0.1.10 # by hand'));
	expect(new Set(Object.values(await tags()))).toEqual(new Set(['specivo/specivo:0.1.10']));
	const steps = eventsOf(up.events, 'step begins');
	expect(steps.find(({ step }) => step === 'pull')?.commands).toEqual(['docker pull specivo/specivo:0.1.10']);
	expect(await tableChecksums(stack)).toEqual(before.tables);
});

test('with a revision by SQL and a command in the container the schema moves and comes back, and no image is said to tell it', async () => {
	const query = 'SELECT version_num FROM alembic_version';
	const settings = await readFile(inStack('lockkeeper.yaml'), 'utf8');
	const health =
		"import urllib.request as u; print(u.urlopen('http://127.0.0.1:8000/health/').read().decode())";
	const verify = [
		{ http: { url: 'http://127.0.0.1:$SPECIVO_PORT/', status: 302 } },
		{ command: { service: 'api', run: ['python3', '-c', health], says: '"status":"ok"' } },
	];
	// JSON is YAML.
	const otherwise = `schema: {sql: {query: ${query}}}\nverify: ${JSON.stringify(verify)}\n`;
	await writeFile(inStack('lockkeeper.yaml'), settings + otherwise);
	const before = { text: await composeFile(), tables: await tableChecksums(stack), tags: await tags() };
	const up = await callWithJson(['upgrade', '--stack', stack.directory, '--to', '0.2.0', '--yes']);
	expect(up.result, up.result.text.join('\n')).toMatchObject({ exit: 0, state: 'new version' });
	expect(endOfStep(up.events, 'pull').detail).toContain('no image tells which schema it brings');
	expect(endOfStep(up.events, 'wait').detail).toContain('HTTP and commands as expected');
	expect(endOfStep(up.events, 'verify').detail).toContain(`schema ${await stack.sql(query)}`);

	const words = ['rollback', '--stack', stack.directory, '--yes', '--allow-irreversible'];
	const back = await callWithJson(words);
	expect(back.result, back.result.text.join('\n')).toMatchObject({ exit: 0, state: 'old version' });
	expect({ text: await composeFile(), tables: await tableChecksums(stack), tags: await tags() }).toEqual(
		before,
	);
});

test('tags that differ are a failing check that names each', async () => {
	const text = await composeFile();
	await writeFile(inStack('docker-compose.yml'), text.replace(':0.1.10 # by hand', ':0.1.9 # by hand'));
	const { result, events } = await callWithJson(['check', '--stack', stack.directory]);
	expect(result.exit).toBe(3);
	const finding = eventsOf(events, 'finding').find(
		({ finding: { check } }) => check === 'version-pinned',
	)?.finding;
	expect(finding).toMatchObject({
		outcome: 'fail',
		evidence: expect.stringMatching(
			/^the tags of api, celery-worker and celery-beat in docker-compose\.yml differ: .*specivo\/specivo:0\.1\.9/,
		),
	});
	await writeFile(inStack('docker-compose.yml'), text);
});
