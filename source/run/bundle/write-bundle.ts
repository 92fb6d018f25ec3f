// Touches the world: writes a run's journal, report and logs into an archive that can be sent.
import { lstatSync, readdirSync, rmSync } from 'node:fs';
import { link, mkdir, mkdtemp, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { OperatorError } from '../../host/errors.ts';
import { intoNewFile } from '../../host/into-new-file.ts';
import { lockkeeperVersion } from '../../host/lockkeeper-version.ts';
import { startTar } from '../../host/tar.ts';
import { isFullDisk } from '../../restore-points/full-disk.ts';
import type { Redact } from '../../text/redact.ts';
import { hidden } from '../../text/secret-patterns.ts';
import { journalLines } from '../history/journal-lines.ts';
import { hideLog } from './hide-log.ts';
import { hiddenLine } from './journal.ts';
import { readTail } from './log-tail.ts';
import { type BundledFile, type BundleFacts, bundleReadme } from './readme.ts';

/** Bytes of the end of each log. */
const logEnd = 2 * 1024 * 1024;
/** Bytes of a report at most. */
const reportEnd = 16 * 1024 * 1024;

/** What goes into a bundle. */
export type BundleWishes = {
	readonly run: string;
	/** Directory of the run. */
	readonly directory: string;
	/** Absolute path of the archive. */
	readonly target: string;
	readonly at: Date;
	readonly hide: Redact;
	/** Takes out what tells whose host it was. */
	readonly anonymous: (text: string) => string;
	/** Files made of what is known of the run. */
	readonly texts: readonly { readonly name: string; readonly what: string; readonly text: string }[];
	readonly about: Pick<BundleFacts, 'secretsFrom' | 'problems' | 'hostHidden'>;
	/** Called with the directory that is removed at the end, for who is asked to stop. */
	readonly onTemporary?: (directory: string) => void;
};

/**
 * Writes the archive under another name until it is whole (0600), and never over a file. @returns what is in it
 * @throws OperatorError: exit 2 when something has that name, 3 when it cannot be written
 */
export async function writeBundle(wishes: BundleWishes): Promise<readonly BundledFile[]> {
	const { target, run } = wishes;
	if (lstatSync(target, { throwIfNoEntry: false })) throw taken(target);
	let temporary: string | undefined;
	try {
		temporary = await mkdtemp(join(dirname(target), `.${basename(target)}.`));
		wishes.onTemporary?.(temporary);
		const name = `lockkeeper-${run}`;
		const inside = join(temporary, name);
		await mkdir(join(inside, 'logs'), { recursive: true, mode: 0o700 });
		const files = await writeFiles(wishes, inside);
		const archive = join(temporary, 'archive');
		await pack(temporary, name, archive);
		await giveName(archive, target);
		return files;
	} catch (error) {
		throw error instanceof OperatorError ? error : unwritten(target, error);
	} finally {
		if (temporary !== undefined) rmSync(temporary, { recursive: true, force: true });
	}
}

async function writeFiles(wishes: BundleWishes, inside: string): Promise<readonly BundledFile[]> {
	const { directory, run, at, texts, about } = wishes;
	const hide = (text: string) => wishes.anonymous(wishes.hide(text));
	const files: BundledFile[] = [];
	const leftOut: string[] = [];
	const put = async (name: string, what: string, content: string | AsyncIterable<string>) => {
		let bytes = 0;
		let places = 0;
		const counted = async function* () {
			for await (const text of typeof content === 'string' ? [content] : content) {
				bytes += Buffer.byteLength(text);
				places += text.split(hidden).length - 1;
				yield text;
			}
		};
		await intoNewFile(join(inside, name), (stream) => pipeline(Readable.from(counted()), stream));
		files.push({ name, what, bytes, hidden: places });
	};
	/** What cannot be read is told, and keeps nobody from the rest. */
	const unless = async (name: string, work: () => Promise<void>) => {
		try {
			await work();
		} catch (error) {
			if (isFullDisk(error)) throw error;
			leftOut.push(`${hide(name)}: ${hide((error as Error).message)}`);
		}
	};

	for (const { name, what, text } of texts) await put(name, what, hide(text));
	await unless('report.md', async () => {
		const { text } = await readTail(join(directory, 'report.md'), reportEnd);
		await put('report.md', 'the report of the run', hide(text));
	});
	await put(
		'journal.jsonl',
		'the journal; checksums are those of what is left',
		hiddenJournal(directory, hide),
	);
	for (const name of listed(join(directory, 'logs')))
		await unless(`logs/${name}`, async () => {
			if (!/^[\w.-]+\.log$/.test(name)) throw new Error('it is no log of Lockkeeper’s');
			const tail = await readTail(join(directory, 'logs', name), logEnd);
			const cut = tail.read < tail.bytes;
			await put(
				`logs/${hide(name)}`,
				cut ? `the log’s last ${tail.read} bytes of ${tail.bytes}` : 'the log, whole',
				hideLog(tail.text, hide, cut),
			);
		});
	for (const name of listed(directory))
		if (!['journal.jsonl', 'report.md', 'logs', 'reserve'].includes(name))
			leftOut.push(`${hide(name)}: it is of no use to others`);
	const facts = { run, at: at.toISOString(), lockkeeper: lockkeeperVersion, leftOut, ...about };
	const readme = wishes.anonymous(bundleReadme({ ...facts, files }));
	await put('README.md', 'what is in it, and what is hidden', readme);
	// It speaks of the word that stands for what is hidden.
	return [...files.slice(-1).map((file) => ({ ...file, hidden: 0 })), ...files.slice(0, -1)];
}

async function* hiddenJournal(directory: string, hide: Redact): AsyncGenerator<string> {
	try {
		for await (const line of journalLines(join(directory, 'journal.jsonl'))) yield hiddenLine(line, hide);
	} catch (error) {
		// What there is of it is told; that it has an end that nobody could read, too.
		yield `${JSON.stringify({ unreadable: hide((error as Error).message) })}\n`;
	}
}

/** Names in a directory; of a link, or what is none, none. */
function listed(directory: string): readonly string[] {
	const found = lstatSync(directory, { throwIfNoEntry: false });
	return found?.isDirectory() ? readdirSync(directory).sort() : [];
}

async function pack(temporary: string, name: string, archive: string): Promise<void> {
	// Neither who packs it nor when each was written is anybody's business.
	const whose = ['--owner=0', '--group=0', '--numeric-owner', '--sort=name'];
	const words = ['--create', '--file=-', ...whose, `--directory=${temporary}`, name];
	await intoNewFile(archive, async (stream) => {
		// Started only now: what it says before somebody listens is lost.
		const tar = startTar(words, { doing: 'Packing the bundle' });
		tar.stdin.end();
		await pipeline(tar.stdout, createGzip(), stream);
		await tar.ended;
	});
	const file = await open(archive, 'r');
	try {
		await file.sync();
	} finally {
		await file.close();
	}
}

/** A rename would take another file's place. */
async function giveName(archive: string, target: string): Promise<void> {
	try {
		await link(archive, target);
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		if (code === 'EEXIST') throw taken(target);
		if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'].includes(code ?? '')) throw error;
		// A file system without links: the name is taken first, by an empty file of ours.
		const own = await open(target, 'wx', 0o600).catch((cause: NodeJS.ErrnoException) => {
			throw cause.code === 'EEXIST' ? taken(target) : cause;
		});
		await own.close();
		await rename(archive, target).catch(async (cause) => {
			await rm(target, { force: true });
			throw cause;
		});
	}
}

const taken = (target: string) =>
	new OperatorError(`Expected a name for a new file after --bundle, found that there is a ${target}.`, {
		exit: 2,
		advice: ['Nothing was written. Name another file.'],
	});

function unwritten(target: string, cause: unknown): OperatorError {
	const { message } = cause as Error;
	return new OperatorError(
		isFullDisk(cause)
			? `The disk that holds ${target} is full. What was written of the bundle was removed again.`
			: `The bundle ${target} cannot be written: ${message}`,
		{ exit: 3, advice: ['Name a file on another disk, or in a directory that you may write in.'], cause },
	);
}
