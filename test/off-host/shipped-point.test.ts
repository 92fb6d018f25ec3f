import { expect, test } from 'vitest';
import {
	differing,
	directoriesOf,
	refuseOddNames,
	resumption,
	type ShippedFile,
} from '../../source/off-host/shipped-point.ts';

const file = (name: string, bytes: number, sha256 = name): ShippedFile => ({ name, bytes, sha256 });

test('what is whole there is not sent, what is shorter is continued, what is longer begins again', () => {
	const files = [file('a', 10), file('b', 20), file('c', 30), file('d', 40), file('e', 0)];
	const there = new Map([
		['a', 10],
		['b', 5],
		['c', 31],
	]);
	expect(resumption(files, there)).toEqual({
		send: [
			{ ...file('b', 20), from: 5 },
			{ ...file('c', 30), from: 0 },
			{ ...file('d', 40), from: 0 },
			{ ...file('e', 0), from: 0 },
		],
		discard: ['c'],
		kept: 15,
	});
});

test('a file with another checksum and one that is missing differ', () => {
	const found = new Map([
		['a', 'a'],
		['b', 'x'],
	]);
	expect(differing([file('a', 1), file('b', 1), file('c', 1)], found)).toEqual([
		{ name: 'b', found: 'x' },
		{ name: 'c', found: undefined },
	]);
});

test('every directory that a file lies in is named once, the outer one first', () => {
	expect(directoriesOf([file('a', 1), file('x/y/b', 1), file('x/c', 1)])).toEqual(['x', 'x/y']);
});

test.each(['../a', '/etc/passwd', 'a/../b', 'a//b', '-rf', 'a b', 'a\nb', "a'b", 'manifest.json', '.', ''])(
	'a file named %j is refused before anything is done',
	(name) => {
		expect(() => refuseOddNames('20260801T021500Z-0.1.9', [{ name }])).toThrow(
			'names a file that no copy can hold',
		);
	},
);

test.each(['..', '.', '.hidden', 'a/b', '', '-a', '*'])('an id %j is refused', (id) => {
	expect(() => refuseOddNames(id, [])).toThrow('no name of a restore point');
});

test('the names that Lockkeeper gives pass', () => {
	const names = ['database-db-x.dump.zst', 'files/.env', 'files/.env.local', 'directory-a+b@c.tar.zst'];
	refuseOddNames(
		'20260801T021500Z-0.1.9+build-1',
		names.map((name) => ({ name })),
		'my_stack-2',
	);
});
