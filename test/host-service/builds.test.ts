import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isBuildHere, linkedVersion, versionsHere } from '../../source/host-service/builds.ts';
import { setLink } from '../../source/steps/set-link.ts';
import { serviceFixture } from './service-fixture.ts';

let directory: string;
beforeEach(() => {
	directory = mkdtempSync(path.join(tmpdir(), 'lockkeeper-builds-'));
	for (const version of ['3.0.0', '3.1.0']) {
		mkdirSync(path.join(directory, `builds/app-${version}`), { recursive: true });
		writeFileSync(path.join(directory, `builds/app-${version}/server`), version);
	}
	mkdirSync(path.join(directory, 'builds/app-3.2.0'));
	writeFileSync(path.join(directory, 'builds/app-notes'), 'no build');
	mkdirSync(path.join(directory, 'builds/other-3.1.0'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));
const service = () => serviceFixture({ directory });
const link = (target: string) => symlinkSync(target, path.join(directory, 'current'));

test('builds are the directories of that name; an empty one is none', () => {
	expect(versionsHere(service()).toSorted()).toEqual(['3.0.0', '3.1.0', '3.2.0']);
	expect(isBuildHere(service(), '3.1.0')).toBe(true);
	expect(isBuildHere(service(), '3.2.0')).toBe(false);
	expect(isBuildHere(service(), '3.3.0')).toBe(false);
});

describe('the version that the link leads to', () => {
	test.each<[string, (target: string) => string, string | undefined]>([
		['relative', () => 'builds/app-3.1.0', '3.1.0'],
		['with a slash at its end', () => './builds/app-3.1.0/', '3.1.0'],
		['absolute', (root) => path.join(root, 'builds/app-3.0.0'), '3.0.0'],
		['another app’s', () => 'builds/other-3.1.0', undefined],
		['inside a build', () => 'builds/app-3.1.0/lib', undefined],
	])('%s', (_how, target, version) => {
		link(target(directory));
		expect(linkedVersion(service())).toBe(version);
	});

	test('no link', () => {
		mkdirSync(path.join(directory, 'current'));
		expect(linkedVersion(service())).toBeUndefined();
	});
});

describe('setting it', () => {
	test('another build, from wherever it led; what an interrupted one left is taken away', () => {
		link('builds/app-3.0.0');
		symlinkSync('nowhere', path.join(directory, 'current.lockkeeper-new'));
		setLink(service(), '3.1.0');
		expect(linkedVersion(service())).toBe('3.1.0');
		setLink(service(), '3.1.0');
		expect(linkedVersion(service())).toBe('3.1.0');
	});

	test('refused without the build, and where no link is: nothing is changed', () => {
		link('builds/app-3.0.0');
		expect(() => setLink(service(), '3.2.0')).toThrow(
			'Expected the build of 3.2.0 in builds/app-3.2.0, found none.',
		);
		expect(linkedVersion(service())).toBe('3.0.0');
		rmSync(path.join(directory, 'current'));
		mkdirSync(path.join(directory, 'current'));
		expect(() => setLink(service(), '3.1.0')).toThrow('Expected a link at current, found none.');
	});
});
