// Touches the world: files as backup scripts write them, in a temporary directory.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { OperatorError } from '../../../source/host/errors.ts';
import { readThrough } from '../../../source/restore-points/script/read-through.ts';
import * as sample from './samples.ts';

let directory: string;
beforeEach(() => {
	directory = mkdtempSync(join(tmpdir(), 'lockkeeper-read-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const read = (name: string, bytes: string | Buffer) => {
	const file = join(directory, 'file');
	writeFileSync(file, bytes);
	return readThrough(file, name);
};
const tarOf = () => {
	writeFileSync(join(directory, 'one'), sample.noise(20_000));
	writeFileSync(join(directory, 'two'), sample.noise(3000));
	return execFileSync('tar', ['-C', directory, '-cf', '-', 'one', 'two'], { encoding: 'buffer' });
};
const cut = (bytes: Buffer, share = 0.6) => bytes.subarray(0, Math.floor(bytes.length * share));
const flipped = (bytes: Buffer) => {
	const copy = Buffer.from(bytes);
	const at = Math.floor(copy.length / 2);
	copy.writeUInt8(copy.readUInt8(at) ^ 0x10, at);
	return copy;
};

describe('whole: read to its end, and known for what it is', () => {
	test.each<[string, string, () => string | Buffer, object]>([
		['a dump of pg_dump', 'a.sql', () => sample.pgDump, { content: 'SQL of pg_dump' }],
		['one of a newer pg_dump', 'a.sql', () => sample.pgDumpRestricted, { content: 'SQL of pg_dump' }],
		['a dump of pg_dumpall', 'a.sql', () => sample.pgDumpAll, { content: 'SQL of pg_dumpall' }],
		['a dump of mysqldump', 'a.sql', () => sample.mysqlDump, { content: 'SQL of mysqldump' }],
		['a dump of mariadb-dump', 'a.sql', () => sample.mariadbDump, { content: 'SQL of mysqldump' }],
		['two dumps in a file', 'a.sql', () => sample.pgDump.repeat(2), { content: 'SQL of pg_dump' }],
		['a packed dump', 'a.gz', () => gzipSync(sample.pgDump), { packing: 'gzip', content: 'SQL of pg_dump' }],
		[
			'one packed by zstd',
			'a',
			() => zstdCompressSync(sample.pgDump),
			{ packing: 'zstd', content: 'SQL of pg_dump' },
		],
		['an archive', 'a.tar', tarOf, { content: 'tar archive' }],
		['a packed archive', 'a.tgz', () => gzipSync(tarOf()), { packing: 'gzip', content: 'tar archive' }],
		[
			'a packed archive',
			'a.tar.zst',
			() => zstdCompressSync(tarOf()),
			{ packing: 'zstd', content: 'tar archive' },
		],
		['something else', 'a.bin', () => sample.noise(100_000), {}],
		['something else, packed', 'a.gz', () => gzipSync(sample.noise(100_000)), { packing: 'gzip' }],
		[
			'gzip that was appended to',
			'a.gz',
			() => Buffer.concat([gzipSync('a'), gzipSync('b')]),
			{ packing: 'gzip' },
		],
	])('%s, %s', async (_what, name, make, known) => {
		expect(await read(name, make())).toEqual(known);
	});

	test('zstd of many frames, those that are skipped too, and what is in the last one counts', async () => {
		const skipped = Buffer.from([0x53, 0x2a, 0x4d, 0x18, 2, 0, 0, 0, 1, 2]);
		const half = Math.floor(sample.pgDump.length / 2);
		const frames = [sample.pgDump.slice(0, half), sample.pgDump.slice(half)].map((text) =>
			zstdCompressSync(text),
		);
		const bytes = Buffer.concat(frames.flatMap((frame) => [skipped, frame]));
		expect(await read('a.zst', bytes)).toEqual({ packing: 'zstd', content: 'SQL of pg_dump' });
	});
});

describe('refused', () => {
	test.each<[string, string, () => string | Buffer, RegExp]>([
		[
			'a dump without its last line',
			'a.sql',
			() => cut(Buffer.from(sample.pgDump), 0.8),
			/expected a whole SQL of pg_dump, found it is cut/,
		],
		['one whose second dump is cut', 'a.sql', () => sample.pgDump + sample.pgDump.slice(0, 60), /it is cut/],
		[
			'a cluster of which one dump is whole',
			'a.sql',
			() => sample.pgDumpAll.slice(0, -60),
			/whole SQL of pg_dumpall, found it is cut/,
		],
		[
			'a dump of mysqldump without its last line',
			'a.sql',
			() => sample.mysqlDump.slice(0, -40),
			/whole SQL of mysqldump, found it is cut/,
		],
		[
			'a dump taken through a terminal',
			'a.sql',
			() => sample.pgDump.replaceAll('\n', '\r\n'),
			/carriage returns/,
		],
		[
			'a packed dump without its last line',
			'a.gz',
			() => gzipSync(cut(Buffer.from(sample.pgDump), 0.8)),
			/it is cut/,
		],
		[
			'a cut gzip',
			'a.gz',
			() => cut(gzipSync(sample.noise(100_000))),
			/whole gzip file, found .*unexpected end of file/,
		],
		['gzip without its last byte', 'a.gz', () => gzipSync('text').subarray(0, -1), /unexpected end of file/],
		[
			'a flipped bit in gzip',
			'a',
			() => flipped(gzipSync(sample.noise(100_000))),
			/whole gzip file, found one that cannot be read to its end/,
		],
		[
			'gzip with something behind it',
			'a.gz',
			() => Buffer.concat([gzipSync('text'), Buffer.from('junk of a log')]),
			/cannot be read to its end/,
		],
		['a cut zstd', 'a.zst', () => cut(zstdCompressSync(sample.noise(100_000))), /whole zstd file, found/],
		[
			'zstd cut in its last frame',
			'a',
			() => Buffer.concat([zstdCompressSync('one'), cut(zstdCompressSync(sample.noise(999)))]),
			/whole zstd file/,
		],
		[
			'zstd with something behind it',
			'a.zst',
			() => Buffer.concat([zstdCompressSync('one'), Buffer.from('junk of a log')]),
			/whole zstd file/,
		],
		['an archive cut within a file', 'a.tar', () => tarOf().subarray(0, 10_000), /Unexpected EOF|is cut/],
		[
			'an archive cut between two files',
			'a.tar',
			() => tarOf().subarray(0, 512 + 20_480),
			/two empty blocks that end an archive are missing/,
		],
		['a damaged header in an archive', 'a.tgz', () => gzipSync(brokenTar()), /tar ended with exit code 2/],
		[
			'no gzip, whatever its name says',
			'a.sql.gz',
			() => 'pg_dump: error: connection refused\n',
			/a gzip file, as its name says, found something else/,
		],
		['an empty file', 'a.sql', () => '', /something in it, found an empty file/],
		['gzip of nothing', 'a.gz', () => gzipSync(''), /something in it, found nothing inside/],
	])('%s, %s', async (_what, name, make, message) => {
		const error = await read(name, make()).catch((reason: unknown) => reason);
		expect(error).toBeInstanceOf(OperatorError);
		expect((error as OperatorError).message).toMatch(message);
	});

	function brokenTar(): Buffer {
		const bytes = Buffer.from(tarOf());
		return bytes.fill('x', 512 + 20_480, 512 + 20_480 + 300);
	}

	test('a name is said so that none of it can be taken for words of ours', async () => {
		await expect(read('a\nb.gz', 'x')).rejects.toThrow('"a\\nb.gz", written by');
	});
});

test('when it is told to stop, it does', async () => {
	const file = join(directory, 'file');
	writeFileSync(file, sample.noise(100_000));
	await expect(readThrough(file, 'a', AbortSignal.abort(new Error('the operator left')))).rejects.toThrow(
		'the operator left',
	);
});
