// Touches the world: runs real shell scripts in temporary directories; no engine.
import { createHash } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { zstdCompressSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { OperatorError } from '../../../source/host/errors.ts';
import { processStart } from '../../../source/host/processes.ts';
import { copyWritten } from '../../../source/restore-points/script/copy-written.ts';
import { listEntries } from '../../../source/restore-points/script/list-entries.ts';
import { runScript } from '../../../source/restore-points/script/run-script.ts';
import { takeRestorePoint } from '../../../source/restore-points/take.ts';
import { makeWorkbench, type Workbench } from '../workbench.ts';
import * as sample from './samples.ts';
import { makeScript, placeOf, take } from './stack.ts';

let bench: Workbench;
beforeEach(async () => {
	bench = await makeWorkbench();
	await fs.writeFile(join(bench.root, 'dump.sql'), sample.pgDump);
	await fs.writeFile(join(bench.root, 'noise'), sample.noise(300_000));
});
afterEach(() => bench.remove());

const vendor = (...names: readonly string[]) => join(bench.root, 'vendor', ...names);
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const failure = async (call: Promise<unknown>): Promise<OperatorError> => {
	const error = await call.catch((reason: unknown) => reason);
	if (error instanceof OperatorError) return error;
	throw error;
};

describe('what the script wrote is in the restore point', () => {
	test('new and changed files alone, private, compared; the script’s own stay where they are', async () => {
		await fs.mkdir(vendor('daily'), { recursive: true });
		await fs.writeFile(vendor('old.sql'), 'from yesterday');
		await fs.writeFile(vendor('kept.sql'), 'to be rotated');
		await fs.writeFile(vendor('daily', 'log'), 'one line\n');
		await makeScript(
			bench,
			'gzip -c dump.sql > $out/new.sql.gz; echo another >> $out/daily/log; mv $out/kept.sql $out/kept.sql.1; cp noise $out/noise',
		);
		const { path, part } = await take(bench);
		expect(part).toMatchObject({ run: ['./backup.sh'], writes: vendor(), leftOut: [] });
		expect(part.skipped).toBeUndefined();
		expect(
			part.artifacts.map(({ path, file, role, packing, content }) => [path, file, role, packing, content]),
		).toEqual([
			['daily/log', 'script/log', 'copy', undefined, undefined],
			['new.sql.gz', 'script/new.sql.gz', 'copy', 'gzip', 'SQL of pg_dump'],
			['noise', 'script/noise', 'copy', undefined, undefined],
		]);
		for (const { file, bytes, sha256: digest, path: original } of part.artifacts) {
			const copy = await fs.readFile(join(path, file));
			expect(copy.equals(await fs.readFile(vendor(original)))).toBe(true);
			expect([bytes, digest]).toEqual([copy.length, sha256(copy)]);
			expect((await fs.stat(join(path, file))).mode & 0o777).toBe(0o600);
		}
		expect((await fs.stat(join(path, 'script'))).mode & 0o777).toBe(0o700);
		expect((await fs.readdir(vendor())).sort()).toEqual([
			'daily',
			'kept.sql.1',
			'new.sql.gz',
			'noise',
			'old.sql',
		]);
	});

	test('it runs in the stack’s directory, without input, its arguments no words of a shell', async () => {
		await makeScript(bench, 'pwd > $out/a; cat >> $out/a; printf "%s\\n" "$@" >> $out/a');
		await take(bench, placeOf(bench, { run: ['./backup.sh', '--all; id', '$HOME *'] }));
		expect(await fs.readFile(vendor('a'), 'utf8')).toBe(`${bench.root}\n--all; id\n$HOME *\n`);
	});

	test('a program on PATH may be the script, and the directory a link', async () => {
		await fs.mkdir(join(bench.root, 'disk'));
		await fs.symlink('disk', vendor());
		const { part } = await take(bench, placeOf(bench, { run: ['cp', 'dump.sql', 'vendor/a.sql'] }));
		expect(part.artifacts).toMatchObject([{ path: 'a.sql', content: 'SQL of pg_dump' }]);
	});

	test('a variable reaches its environment, and stands in no argument list', async () => {
		await makeScript(
			bench,
			'printf %s "$DATABASE_URL" > $out/value; cat /proc/$$/cmdline /proc/$PPID/cmdline | tr "\\0" " " > $out/arguments',
		);
		await take(bench, placeOf(bench, { values: { DATABASE_URL: 'postgresql://u:hunter22@db/app' } }));
		expect(await fs.readFile(vendor('value'), 'utf8')).toBe('postgresql://u:hunter22@db/app');
		const words = await fs.readFile(vendor('arguments'), 'utf8');
		expect(words).toContain('backup.sh');
		expect(words).not.toContain('hunter22');
		expect(JSON.stringify(placeOf(bench, { values: { DATABASE_URL: 'hunter22' } }))).not.toContain(
			'hunter22',
		);
	});

	test('what it says is kept nowhere', async () => {
		await makeScript(bench, 'echo said-aloud; echo said-aloud >&2; cp dump.sql $out/a');
		const { path } = await take(bench);
		for (const name of await fs.readdir(path, { recursive: true }))
			if ((await fs.stat(join(path, name))).isFile())
				expect(await fs.readFile(join(path, name), 'utf8')).not.toContain('said-aloud');
		expect(bench.progress).toContainEqual(
			expect.objectContaining({ label: './backup.sh, lines said', done: 2 }),
		);
	});

	test.each([
		['spaces and quotes', `it's "one" file`],
		['a line end', 'a\nb.sql'],
		['a leading dash', '-rf'],
		['dots alone', '...'],
		['250 characters', `${'x'.repeat(243)}.sql.gz`],
	])('a name with %s', async (_what, name) => {
		await fs.writeFile(join(bench.root, 'name'), name);
		const made = name.endsWith('.gz') ? 'gzip -c dump.sql' : 'cat dump.sql';
		await makeScript(bench, `IFS=; ${made} > "$out/$(cat name)"`);
		const { part } = await take(bench);
		expect(part.artifacts).toMatchObject([{ path: name, content: 'SQL of pg_dump' }]);
		// As the off-host copy demands.
		expect(part.artifacts[0]?.file).toMatch(/^script\/(?!\.+$)[\w.+@][\w.+@-]*$/);
	});

	test('names that are not UTF-8, and the same name in two directories', async () => {
		await makeScript(
			bench,
			`mkdir $out/one $out/two; cp dump.sql $out/one/a.sql; cp dump.sql $out/two/a.sql; cp dump.sql "$out/$(printf '\\377.sql')"`,
			'bash',
		);
		const { path, part } = await take(bench);
		expect(part.artifacts.map(({ path }) => path).sort()).toEqual(['one/a.sql', 'two/a.sql', '\ufffd.sql']);
		expect(new Set(part.artifacts.map(({ file }) => file)).size).toBe(3);
		for (const { file } of part.artifacts)
			expect(await fs.readFile(join(path, file), 'utf8')).toBe(sample.pgDump);
	});

	test('a link is not followed, nor a pipe waited for: both are named', async () => {
		await makeScript(
			bench,
			'cp dump.sql $out/a.sql; ln -s /etc/passwd $out/latest; ln -s /etc $out/etc; mkfifo $out/pipe',
		);
		const { part } = await take(bench);
		expect(part.artifacts.map(({ path }) => path)).toEqual(['a.sql']);
		expect([...part.leftOut].sort()).toEqual(['etc', 'latest', 'pipe']);
	});

	test('what is Lockkeeper’s own in the same directory is not what it wrote', async () => {
		const backups = vendor('points', 'specivo');
		await fs.mkdir(join(backups, 'one', 'script'), { recursive: true });
		await fs.writeFile(join(backups, 'one', 'script', 'a.sql'), sample.pgDump);
		await fs.mkdir(vendor('.lockkeeper', 'runs'), { recursive: true });
		await fs.writeFile(vendor('.lockkeeper', 'runs', 'journal'), '');
		await fs.writeFile(vendor('a.sql'), sample.pgDump);
		expect((await listEntries(vendor(), backups)).map(({ path }) => path)).toEqual(['a.sql']);
		const other = await listEntries(vendor(), join(bench.root, 'elsewhere'));
		expect(other.map(({ path }) => path).sort()).toEqual(['a.sql', 'points/specivo/one/script/a.sql']);
	});

	test('a file larger than a stream’s buffers comes over whole', async () => {
		await makeScript(
			bench,
			'dd if=/dev/zero of=$out/zeros bs=1M count=40 2>/dev/null; cp dump.sql $out/a.sql',
		);
		const { part } = await take(bench);
		expect(part.artifacts).toMatchObject([{ path: 'a.sql' }, { path: 'zeros', bytes: 40 * 1024 ** 2 }]);
	});
});

test('where it cannot work it is not run, and the part says why', async () => {
	await makeScript(bench, 'cp dump.sql $out/a.sql');
	const { part } = await take(bench, placeOf(bench, { skipped: 'pg_dump is not on PATH' }));
	expect(part).toMatchObject({ artifacts: [], skipped: 'pg_dump is not on PATH' });
	await expect(fs.stat(vendor())).rejects.toThrow('ENOENT');
});

describe('no restore point comes of it, and nothing is left', () => {
	const zst = '$out/a.zst';
	test.each<[string, string, RegExp]>([
		[
			'a script that fails',
			'echo one; echo "connection refused" >&2; cp dump.sql $out/a; exit 3',
			/^The vendor’s script failed: \.\/backup\.sh ended with exit code 3: one connection refused$/,
		],
		['one that is killed', 'kill -9 $$', /was ended by SIGKILL/],
		['one that calls what is not there', 'exec no-such-program', /exit code 127: .*not found/],
		[
			'one that says its disk is full',
			'echo "No space left on device" >&2; exit 1',
			/exit code 1: No space left on device$/,
		],
		['one that writes nothing', ':', /expected new files in .*vendor, found none/],
		[
			'one that writes an empty file',
			'cp dump.sql $out/a; : > $out/b.sql',
			/expected new files in .*, found "b.sql" empty/,
		],
		['one that writes elsewhere', 'rmdir $out', /expected new files in .*, found none/],
		[
			'one whose gzip is cut',
			'gzip -c noise | head -c 20000 > $out/a.gz',
			/"a\.gz", written by .*: expected a whole gzip file, found .*unexpected end of file/,
		],
		[
			'a pipe whose first part fails',
			'head -c 3000 dump.sql | gzip > $out/a.gz',
			/expected a whole SQL of pg_dump, found it is cut/,
		],
		[
			'a dump without its footer',
			'cat dump.sql | head -n 100 > $out/a.sql',
			/"a\.sql".*it is cut: the line that ends a dump is missing/,
		],
		[
			'an archive that is cut',
			'tar -cf - noise dump.sql | head -c 200000 > $out/a.tar',
			/a\.tar.*(Unexpected EOF|is cut)/,
		],
		['a zstd that is cut', `head -c 100 dump.sql.zst > ${zst}`, /expected a whole zstd file/],
		[
			'one that does not wait for its writer',
			'(sleep 300; echo late >> $out/a) >/dev/null 2>&1 & cp dump.sql $out/a',
			/ended, and processes that it started went on/,
		],
	])('%s', async (_what, body, message) => {
		await fs.writeFile(join(bench.root, 'dump.sql.zst'), zstdCompressSync(sample.noise(10_000)));
		await makeScript(bench, body);
		const error = await failure(take(bench));
		expect(error.message).toMatch(message);
		expect(error.advice.join('')).not.toBe('');
		expect(error.exit).toBe(3);
		expect(await fs.readdir(bench.backups)).toEqual([]);
	});

	const file = () => vendor('a');
	const append = () => appendFileSync(file(), 'more');
	const replace = async () => {
		await fs.rm(file());
		await fs.symlink('/etc/passwd', file());
	};
	test.each<[string, () => Promise<void> | void, () => void]>([
		['before it is copied', append, () => {}],
		['while it is copied', () => {}, append],
		['into a link', replace, () => {}],
		['into nothing', () => fs.rm(file()), () => {}],
	])('a file that changes after the script has ended, %s', async (_when, before, meanwhile) => {
		await fs.mkdir(vendor());
		await fs.mkdir(bench.backups, { recursive: true });
		await fs.writeFile(file(), sample.pgDump);
		const [entry] = await listEntries(vendor(), bench.backups);
		if (!entry) throw new Error('expected an entry');
		await before();
		const context = { directory: bench.backups, signal: undefined, onProgress: meanwhile };
		const error = await failure(copyWritten(context, vendor(), entry, 'copy'));
		expect(error.message).toMatch(/^"a", written by .*, changed after the script had ended/);
	});

	test('a directory to write into that is a file', async () => {
		await fs.writeFile(join(bench.root, 'file'), '');
		await makeScript(bench, ':');
		const place = placeOf(bench, { writes: join(bench.root, 'file') });
		expect((await failure(take(bench, place))).message).toMatch(/found something that is no directory/);
	});

	test('a secret that it says is hidden in the error', async () => {
		await makeScript(bench, 'echo "cannot reach $DATABASE_URL with $API_TOKEN, hunter22" >&2; exit 1');
		const values = { DATABASE_URL: 'postgresql://repod:hunter22@db/repod', API_TOKEN: 'abcdef123456' };
		const error = await failure(take(bench, placeOf(bench, { values })));
		expect(error.message).toContain(
			'cannot reach postgresql://repod:[hidden]@db/repod with [hidden], [hidden]',
		);
		const told = JSON.stringify([error.message, error.advice, error.cause, error.stack]);
		for (const secret of ['hunter22', 'abcdef123456']) expect(told).not.toContain(secret);
	});

	test('no terminal sequence of its reaches the screen, and a long line is cut', async () => {
		await makeScript(bench, `printf '\\033[31mred\\033[0m'; head -c 100000 /dev/zero | tr '\\0' x; exit 1`);
		const { message } = await failure(take(bench));
		expect(message).toContain('exit code 1: redxxx');
		expect(message.length).toBeLessThan(1200);
	});
});

test('stopped in the middle, the script and what it started are ended, and the partial restore point is removed', async () => {
	await makeScript(bench, 'cp dump.sql $out/a.sql; sleep 300 >/dev/null 2>&1 & echo $! $$ > pids; wait');
	const stop = new AbortController();
	const call = takeRestorePoint(
		{ ...bench.context, signal: stop.signal },
		bench.wanted({ places: [placeOf(bench)] }),
	);
	call.catch(() => {});
	const pids = await vi.waitFor(async () => {
		const text = await fs.readFile(join(bench.root, 'pids'), 'utf8');
		expect(text).toMatch(/^\d+ \d+\n$/);
		return text.trim().split(' ').map(Number);
	}, 5000);
	expect(pids.map(processStart)).not.toContain(undefined);
	await sleep(50);
	stop.abort(new Error('the operator left'));
	await expect(call).rejects.toThrow('the operator left');
	for (const pid of pids) expect(processStart(pid)).toBeUndefined();
	expect(await fs.readdir(bench.backups)).toEqual([]);
	expect(await fs.readdir(vendor())).toEqual(['a.sql']);
});

test('one that hangs is ended at its deadline, and said so', async () => {
	await makeScript(bench, 'sleep 300');
	const error = await failure(runScript(bench.context, placeOf(bench), 300));
	expect(error.message).toBe(
		'The vendor’s script failed: ./backup.sh hung: it did not end within 300 ms, and was ended',
	);
});

test('told to stop, it says why it was stopped and not how the script ended', async () => {
	await makeScript(bench, 'sleep 300');
	const signal = AbortSignal.timeout(200);
	await expect(runScript({ ...bench.context, signal }, placeOf(bench))).rejects.toHaveProperty(
		'name',
		'TimeoutError',
	);
});
