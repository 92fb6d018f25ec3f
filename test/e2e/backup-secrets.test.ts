// Touches the world: a backup of a practice stack with secrets of twenty shapes, through the built program.
import { appendFile, readdir, readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PracticeStack } from '../../source/practice/open-practice-stack.ts';
import { openPracticeQuickly } from '../practice/open-quickly.ts';

const program = join(import.meta.dirname, '../../dist/cli.js');

/** The n-th secret holds this, whatever shape it has: to find it anywhere is to find the secret. */
const mark = (index: number) => `hidden${String(index).padStart(2, '0')}mark`;
const shapes: readonly ((mark: string) => string)[] = [
	(value) => `PLAIN_SECRET=${value}`,
	(value) => `QUOTED_PASSWORD="two words ${value}"`,
	(value) => `SINGLE_TOKEN='${value}'`,
	(value) => `DOLLAR_TOKEN='$${value}$$'`,
	(value) => `ESCAPED_KEY="say \\"${value}\\" twice"`,
	(value) => `export EXPORTED_KEY=${value}`,
	(value) => `COMMENTED_PASS=${value} # why it is so`,
	(value) => `lower_password=${value}`,
	(value) => `MIXED_Passwd=${value}`,
	(value) => `SMTP_CREDENTIALS=mail:${value}`,
	(value) => `BASE64_SECRET=${value}/+Ab==`,
	(value) => `JSON_SECRET='{"key": "${value}"}'`,
	(value) => `PRIVATE="-----BEGIN KEY-----\n${value}\n-----END KEY-----"`,
	(value) => `UNICODE_PASSWORD=Größe-${value}-漢字`,
	(value) => `LONG_TOKEN=${'x'.repeat(4000)}${value}`,
	(value) => `DASH_PASSWORD=-e ${value}`,
	(value) => `CACHE_URL=redis://:${value}@cache:6379/0`,
	(value) => `OTHER_URL=postgresql+psycopg://app:${value}@other:5432/app`,
	(value) => `ENCODED_URL=amqp://app:a%40${value}%2Fb@queue/app`,
	(value) => `GLOB_KEY="*${value}*?[a]"`,
];

let stack: PracticeStack;
const arguments_ = new Set<string>();
let printed = '';

beforeAll(async () => {
	stack = await openPracticeQuickly({ rows: 200 });
	await stack.ready;
	const lines = shapes.map((shape, index) => shape(mark(index + 1)));
	await appendFile(join(stack.directory, '.env.local'), `${lines.join('\n')}\n`);
	for (const words of [
		['backup', '--json'],
		['backup', '--plain', '--prove', 'full', '--yes'],
		['restore-points', 'show', 'newest'],
		['restore-points', 'prove', 'newest', '--json'],
	])
		printed += await call(words);
}, 180_000);
afterAll(() => stack.close());

/** Runs it under a umask that forbids nothing, and looks at all argument lists meanwhile. */
async function call(words: readonly string[]): Promise<string> {
	const script = 'umask 0; exec "$@"';
	const running = execa('sh', ['-c', script, 'sh', process.execPath, program, ...words], {
		cwd: stack.directory,
		env: { ...stack.engine.environment, LANG: 'C.UTF-8' },
		stdin: 'ignore',
		all: true,
		reject: false,
	});
	let going = true;
	const watching = (async () => {
		while (going) {
			for (const id of (await readdir('/proc')).filter((name) => /^\d+$/.test(name)))
				arguments_.add(await readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => ''));
			await new Promise((resolve) => setTimeout(resolve, 20));
		}
	})();
	const { all, exitCode } = await running;
	going = false;
	await watching;
	expect({ words, exitCode }, all).toMatchObject({ exitCode: 0 });
	return all;
}

/** What Lockkeeper wrote: journals, logs, reports, manifests, artifacts. */
async function written(): Promise<{ path: string; mode: number; content: string }[]> {
	const root = join(stack.directory, '.lockkeeper');
	const names = ['', ...(await readdir(root, { recursive: true }))];
	return Promise.all(
		names.map(async (name) => {
			const path = join(root, name);
			const found = await stat(path);
			const content = found.isFile() ? await readFile(path, 'latin1') : '';
			return { path: relative(root, path), mode: found.mode & 0o777, content };
		}),
	);
}

describe('twenty shapes of secrets', () => {
	test.each(shapes.map((shape, index) => [shape('').slice(0, 40), mark(index + 1)] as const))(
		'%s',
		async (_, secret) => {
			expect((await readFile(join(stack.directory, '.env.local'), 'utf8')).includes(secret)).toBe(true);
			expect(printed.includes(secret)).toBe(false);
			expect([...arguments_].filter((line) => line.includes(secret))).toEqual([]);
			// The env files themselves are saved: that is what they are there for.
			const holders = (await written()).filter(({ content }) => content.includes(secret));
			expect(holders.filter(({ path }) => !/\/files\/\.env\.local$/.test(path))).toEqual([]);
			expect(holders).toHaveLength(2);
		},
	);
});

test('everything written is private, although the umask forbade nothing', async () => {
	const all = await written();
	expect(all.length).toBeGreaterThan(20);
	expect(all.some(({ path }) => path.endsWith('journal.jsonl'))).toBe(true);
	expect(all.filter(({ mode }) => (mode & 0o077) !== 0).map(({ path }) => path)).toEqual([]);
});

test('argument lists were looked at while programs ran', () => {
	expect([...arguments_].some((line) => line.includes('pg_dump'))).toBe(true);
});
