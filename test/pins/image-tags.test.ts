import { expect, test } from 'vitest';
import { setTags, withTag } from '../../source/pins/image-tags.ts';

/** The text after the change, or what keeps it from being changed. */
const set = (text: string, services: readonly string[] = ['api', 'worker'], version = '1.2.0') => {
	const edit = setTags(text, services, version);
	return edit.ok ? edit.text : edit.problem;
};

test('the tags change, and no other character: comments, order, quotes, blank lines, line ends, no last one', () => {
	const text = [
		'# the stack of acme/app:1.1.9',
		'services:',
		'  worker:   # 1.1.9 as well',
		"    image:   'acme/app:1.1.9'   # keep in step",
		'',
		'  api: { "image": "registry.example:5000/acme/app:1.1.9", restart: always }',
		'  db: { image: postgres:17 }',
		'x-note: acme/app:1.1.9',
	].join('\r\n');
	expect(set(text)).toBe(
		text
			.replace("'acme/app:1.1.9'", "'acme/app:1.2.0'")
			.replace('registry.example:5000/acme/app:1.1.9', 'registry.example:5000/acme/app:1.2.0'),
	);
});

test('an image that services share is changed once, where it stands', () => {
	const anchored = 'services:\n  api: { image: &app acme/app:1.1.9 }\n  worker: { image: *app }\n';
	expect(set(anchored)).toBe(anchored.replace('1.1.9', '1.2.0'));
	const merged =
		'x-app: &app\n  image: acme/app:1.1.9 # one for both\nservices:\n  api:\n    <<: *app\n  worker:\n    <<: [*app]\n    command: work\n';
	expect(set(merged)).toBe(merged.replace('1.1.9', '1.2.0'));
	// The service's own is what Compose takes.
	const own = 'x-app: &app { image: acme/app:1 }\nservices:\n  api: { <<: *app, image: acme/app:1.1.9 }\n';
	expect(set(own, ['api'])).toBe(own.replace('1.1.9', '1.2.0'));
});

test.each([
	['no tag', 'acme/app', 'acme/app:1.2.0'],
	['a tag', 'acme/app:1.1.9', 'acme/app:1.2.0'],
	['a port and no tag', 'localhost:5000/app', 'localhost:5000/app:1.2.0'],
	['a digest, which would win over the tag', 'acme/app:1.1.9@sha256:abc', 'acme/app:1.2.0'],
	['a digest alone', 'acme/app@sha256:abc', 'acme/app:1.2.0'],
])('an image with %s', (_what, image, expected) => {
	expect(withTag(image, '1.2.0')).toBe(expected);
	expect(set(`services:\n  api:\n    image: ${image}\n`, ['api'])).toBe(
		`services:\n  api:\n    image: ${expected}\n`,
	);
});

test.each([
	[
		'a service that is not there',
		'services:\n  api: { image: a:1 }\n',
		'Expected an image of service worker, found none.',
	],
	[
		'a service that is built',
		'services:\n  api: { image: a:1 }\n  worker: { build: . }\n',
		'Expected an image of service worker',
	],
	[
		'a tag from a variable',
		'services:\n  api:\n    image: "a:$VERSION"\n  worker: { image: a:1 }\n',
		'Line 3: expected the image with its tag, found “a:$VERSION”, made from a variable. Pin that variable',
	],
	[
		'an image on several lines',
		'services:\n  api:\n    image: >-\n      a:1\n  worker: { image: a:1 }\n',
		'Line 3: expected the image on one line',
	],
	[
		'an image written with escapes',
		'services:\n  api:\n    image: "a\\x3a1"\n  worker: { image: a:1 }\n',
		'Line 3: expected the image as it is meant',
	],
	['no YAML', 'services: [\n', 'Expected YAML: '],
	['no services', 'name: x\n', 'Expected an image of service api, found none.'],
])('refused: %s', (_what, text, problem) => {
	expect(set(text)).toContain(problem);
});

test.each(['', 'a b', '-1', 'x/y', '1.0"'])('a version that is no tag is refused: “%s”', (version) => {
	expect(set('services: { api: { image: a:1 } }\n', ['api'], version)).toContain('Expected a tag of letters');
});
