// Touches the world: writes bundles of runs in a temporary directory.
import {
	appendFileSync,
	existsSync,
	lstatSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { OperatorError } from '../../../source/host/errors.ts';
import { type BundleWishes, writeBundle } from '../../../source/run/bundle/write-bundle.ts';
import { readHistory } from '../../../source/run/history/read-history.ts';
import { ids, keepRun, upgraded } from '../history/journal-fixture.ts';

let root: string;
let directory: string;
let target: string;
beforeEach(() => {
	root = mkdtempSync(join(tmpdir(), 'lockkeeper-bundle-'));
	directory = keepRun(root, ids.upgrade, upgraded(ids.upgrade));
	writeFileSync(join(directory, 'report.md'), '# Report with hunter22\n');
	writeFileSync(join(directory, 'logs', 'api.log'), '2026-06-15T02:10:00Z login hunter22 on nas7\n');
	target = join(root, 'bundle.tar.gz');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const write = (changes: Partial<BundleWishes> = {}) =>
	writeBundle({
		...{ run: ids.upgrade, directory, target, at: new Date('2026-06-16T10:00:00.000Z') },
		hide: (text) => text.replaceAll('hunter22', '[hidden]'),
		anonymous: (text) => text.replaceAll('nas7', '[host]'),
		texts: [{ name: 'facts.txt', what: 'facts', text: 'hunter22 on nas7\n' }],
		about: { secretsFrom: ['.env'], problems: ['compose.yaml could not be read: x'], hostHidden: true },
		...changes,
	});
const unpack = async () => {
	const to = join(root, 'unpacked');
	mkdirSync(to);
	await execa('tar', ['-xzf', target, '-C', to]);
	return join(to, `lockkeeper-${ids.upgrade}`);
};
const beside = () => readdirSync(root).filter((name) => name.includes('bundle'));

test('journal, report, logs and facts, hidden; private; with what was hidden where', async () => {
	const files = await write();
	expect(files.map(({ name, hidden }) => [name, hidden])).toEqual([
		...[
			['README.md', 0],
			['facts.txt', 1],
			['report.md', 1],
			['journal.jsonl', 0],
			['logs/api.log', 1],
		],
	]);
	expect(lstatSync(target).mode & 0o777).toBe(0o600);
	expect(beside()).toEqual(['bundle.tar.gz']);
	const at = await unpack();
	expect(readFileSync(join(at, 'logs', 'api.log'), 'utf8')).toBe(
		'2026-06-15T02:10:00Z login [hidden] on [host]\n',
	);
	expect(readFileSync(join(at, 'facts.txt'), 'utf8')).toBe('[hidden] on [host]\n');
	const readme = readFileSync(join(at, 'README.md'), 'utf8');
	for (const text of [
		...[
			'| logs/api.log | 46 B | 1 place | the log, whole |',
			'as they are now: .env;',
			'fewer than 6 characters',
		],
		...['`[host]` for the name of the host', '- compose.yaml could not be read: x'],
	])
		expect(readme).toContain(text);
	const listed = (await execa('tar', ['-tvzf', target])).stdout;
	expect(listed).not.toMatch(/ (?!0\/0)\w+\/\w+ /);
});

test('its journal is one still: history tells the same of it', async () => {
	await write({ hide: (text) => text.replaceAll('12 GiB', '[hidden]') });
	const at = await unpack();
	const runs = join(root, 'other', '.lockkeeper', 'runs', ids.upgrade);
	mkdirSync(runs, { recursive: true });
	writeFileSync(join(runs, 'journal.jsonl'), readFileSync(join(at, 'journal.jsonl')));
	const [here, there] = [
		await readHistory(root, ids.upgrade),
		await readHistory(join(root, 'other'), ids.upgrade),
	];
	expect(there.damagedLines).toBe(0);
	expect(there.findings[0]?.evidence).toBe('[hidden] | free');
	expect(there.entries.length).toBe(here.entries.length);
	// From which address somebody answered is nobody's business.
	expect(here.entries[1]).toMatchObject({ by: 'terminal of ada from 192.0.2.7' });
	expect(there.entries[1]).toMatchObject({ by: 'terminal of ada' });
});

test('of a long log its end, from a whole line on; of a damaged journal what there is', async () => {
	const line = `2026-06-15T02:10:00Z ${'x'.repeat(200)}\n`;
	writeFileSync(join(directory, 'logs', 'db.log'), line.repeat(20_000));
	appendFileSync(join(directory, 'journal.jsonl'), 'damage with hunter22\n');
	const files = await write();
	expect(files.find(({ name }) => name === 'logs/db.log')?.bytes).toBeLessThanOrEqual(2 * 1024 * 1024);
	const at = await unpack();
	const kept = readFileSync(join(at, 'logs', 'db.log'), 'utf8');
	expect(kept.length % line.length).toBe(0);
	expect(kept.length).toBeGreaterThan(2_000_000);
	expect(readFileSync(join(at, 'journal.jsonl'), 'utf8')).toMatch(
		/\{"damaged":"damage with \[hidden\]"\}\n$/,
	);
});

test('a private key whose beginning was cut off is hidden', async () => {
	const key = ['MIIEvQIBADANBgkq', 'hkiG9w0BAQEFAASC', '-----END PRIVATE KEY-----', 'after'];
	const log = `${'x'.repeat(2 * 1024 * 1024)}\n${key.join('\n')}\n`;
	writeFileSync(join(directory, 'logs', 'db.log'), log);
	await write();
	expect(readFileSync(join(await unpack(), 'logs', 'db.log'), 'utf8')).toBe(
		'[hidden]\n[hidden]\n-----END PRIVATE KEY-----\nafter\n',
	);
});

test('links are not followed, nor is what is no log taken; both are told', async () => {
	writeFileSync(join(root, 'elsewhere'), 'of another\n');
	symlinkSync(join(root, 'elsewhere'), join(directory, 'logs', 'redis.log'));
	rmSync(join(directory, 'report.md'));
	symlinkSync(join(root, 'elsewhere'), join(directory, 'report.md'));
	writeFileSync(join(directory, 'logs', 'core dump'), 'of another\n');
	writeFileSync(join(directory, 'own notes'), 'of another\n');
	await write();
	const at = await unpack();
	expect(readdirSync(at).sort()).toEqual(['README.md', 'facts.txt', 'journal.jsonl', 'logs']);
	expect(readdirSync(join(at, 'logs'))).toEqual(['api.log']);
	const readme = readFileSync(join(at, 'README.md'), 'utf8');
	for (const text of [
		...[
			'- report.md: it is a link, and is not followed',
			'- logs/redis.log: it is a link, and is not followed',
		],
		...['- logs/core dump: it is no log of Lockkeeper’s', '- own notes: it is of no use to others'],
	])
		expect(readme).toContain(text);
});

test('a directory of logs that is a link is none', async () => {
	rmSync(join(directory, 'logs'), { recursive: true });
	mkdirSync(join(root, 'others'));
	writeFileSync(join(root, 'others', 'api.log'), 'of another\n');
	symlinkSync(join(root, 'others'), join(directory, 'logs'));
	expect((await write()).map(({ name }) => name)).not.toContain('logs/api.log');
});

test.each<[string, () => void]>([
	['a file', () => writeFileSync(target, 'mine')],
	['a directory', () => mkdirSync(target)],
	['a link that leads nowhere', () => symlinkSync(join(root, 'nowhere'), target)],
])('%s of that name stays as it is', async (_what, make) => {
	make();
	const error = await write().catch((caught: unknown) => caught);
	expect(error).toBeInstanceOf(OperatorError);
	expect(error).toMatchObject({ exit: 2, message: expect.stringContaining('found that there is a') });
	expect(beside()).toEqual(['bundle.tar.gz']);
	expect(existsSync(join(root, 'nowhere'))).toBe(false);
});

test('a name that somebody takes meanwhile is not taken from him, and nothing is left', async () => {
	await expect(write({ onTemporary: () => writeFileSync(target, 'mine') })).rejects.toThrow(/there is a/);
	expect(readFileSync(target, 'utf8')).toBe('mine');
	expect(beside()).toEqual(['bundle.tar.gz']);
});

test('a directory that is not there is told with exit code 3', async () => {
	await expect(write({ target: join(root, 'no', 'b.tar.gz') })).rejects.toMatchObject({ exit: 3 });
});
