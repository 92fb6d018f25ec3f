import { expect, test } from 'vitest';
import {
	appRepositories,
	fittingRunbooks,
	repositoryOf,
	type StackLook,
	tagOf,
} from '../../source/runbook/detect.ts';
import { specivoRunbook } from '../survey/facts-fixture.ts';

const look = (changes: Partial<StackLook>): StackLook => ({
	images: [],
	built: [],
	lies: () => false,
	...changes,
});
const sha = `sha256:${'a'.repeat(64)}`;

test.each<[string, string, string | undefined]>([
	['specivo/specivo:0.1.9', 'specivo/specivo', '0.1.9'],
	['specivo/specivo', 'specivo/specivo', 'latest'],
	['nginx:1-alpine', 'nginx', '1-alpine'],
	['nginx', 'nginx', 'latest'],
	['docker.io/specivo/specivo:0.1.9', 'specivo/specivo', '0.1.9'],
	['index.docker.io/specivo/specivo:0.1.9', 'specivo/specivo', '0.1.9'],
	['docker.io/library/nginx:1', 'nginx', '1'],
	['127.0.0.1:5000/specivo/specivo:0.1.9', '127.0.0.1:5000/specivo/specivo', '0.1.9'],
	['127.0.0.1:5000/specivo/specivo', '127.0.0.1:5000/specivo/specivo', 'latest'],
	['registry.example/team/app/web:1.2.3', 'registry.example/team/app/web', '1.2.3'],
	[`specivo/specivo@${sha}`, 'specivo/specivo', undefined],
	[`specivo/specivo:0.1.9@${sha}`, 'specivo/specivo', '0.1.9'],
	[`127.0.0.1:5000/app@${sha}`, '127.0.0.1:5000/app', undefined],
])('%s', (reference, repository, tag) => {
	expect(repositoryOf(reference)).toBe(repository);
	expect(tagOf(reference)).toBe(tag);
});

test.each<[string, readonly string[], readonly string[]]>([
	['its image among others', ['nginx:1', 'specivo/specivo:0.1.9'], ['specivo']],
	['its image under the hub’s full name', ['docker.io/specivo/specivo'], ['specivo']],
	['a name that only begins alike', ['specivo/specivo-worker:1', 'other/specivo:1'], []],
	['the same name in another registry', ['registry.example/specivo/specivo:1'], []],
	['no image at all', [], []],
])('a runbook fits a stack with %s', (_condition, images, names) => {
	expect(fittingRunbooks({ specivo: specivoRunbook }, look({ images }))).toEqual(names);
});

test('several runbooks may fit one stack: both are named', () => {
	const other = { ...specivoRunbook, detect: { image: 'nginx' } };
	expect(
		fittingRunbooks({ specivo: specivoRunbook, other }, look({ images: ['nginx:1', 'specivo/specivo'] })),
	).toEqual(['specivo', 'other']);
});

const either = {
	...specivoRunbook,
	detect: [{ image: 'team/app' }, { builds: ['api', 'web'], beside: ['backup.sh', 'api.env.example'] }],
};
const built = ['api', 'web', 'mail'];
const files = ['backup.sh', 'api.env.example'];

test.each<[string, Partial<StackLook>, boolean]>([
	['its image', { images: ['team/app:1'] }, true],
	['its services built, and its files', { built, lies: (file) => files.includes(file) }, true],
	['its services built, and one of its files', { built, lies: (file) => file === 'backup.sh' }, false],
	['one of its services built', { built: ['api'], lies: () => true }, false],
	['its files alone', { lies: () => true }, false],
])('a runbook that fits in one of two ways: a stack with %s', (_condition, changes, fits) => {
	expect(fittingRunbooks({ either }, look(changes))).toEqual(fits ? ['either'] : []);
});

test('the image an app is told by carries its version, but not where a checkout’s tag does', () => {
	expect(appRepositories(either)).toEqual(['team/app']);
	const pin = { git: true as const, prefix: 'v' };
	expect(appRepositories({ ...either, version: { ...either.version, pin } })).toEqual([]);
});
