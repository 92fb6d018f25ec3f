// Touches the world: fills a running Specivo stack with rows and attachments.
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { SpecivoStack } from './stack.ts';

/** Bytes of one seeded attachment. */
const attachmentBytes = 250_000;

/** Names that tempt a backup into quoting mistakes. */
const oddNames = ['-rf', 'two  spaces.log', 'Größe.log', 'it\'s "quoted".log', '$HOME.log'];

type Attachment = {
	name: string;
	path: string;
	bytes: number;
	sha256: string;
};

/** Adds about this many rows, spread over the tables. */
export async function seedRows(stack: SpecivoStack, rows: number): Promise<void> {
	const statements = await readFile(path.join(import.meta.dirname, 'seed.sql'), 'utf8');
	await stack.sql(`\\set rows ${rows}\n${statements}`);
}

/**
 * Writes attachments of this size in all, half of it text that compresses and half of it noise,
 * and a row for each. The first issue carries them.
 *
 * @param megabytes megabytes of 1,000,000 bytes
 */
export async function seedAttachments(stack: SpecivoStack, megabytes: number): Promise<void> {
	const directory = path.join(stack.directory, 'specivo-data', 'attachments');
	await mkdir(path.join(directory, 'seeded'), { recursive: true });
	const attachments: Attachment[] = [];
	for (let remaining = megabytes * 1_000_000, index = 0; remaining > 0; index++) {
		const content = contentOf(index, Math.min(remaining, attachmentBytes));
		attachments.push(await writeAttachment(directory, index, content));
		remaining -= content.length;
	}

	if (attachments.length > 0) {
		await stack.sql(insertStatement(attachments));
	}
}

async function writeAttachment(directory: string, index: number, content: Buffer): Promise<Attachment> {
	const name = oddNames[index] ?? `attachment-${index}.log`;
	const file = `seeded/${name}`;
	await writeFile(path.join(directory, file), content);
	return {
		name,
		path: file,
		bytes: content.length,
		sha256: createHash('sha256').update(content).digest('hex'),
	};
}

function contentOf(index: number, bytes: number): Buffer {
	return index % 2 === 0
		? randomBytes(bytes)
		: Buffer.alloc(bytes, `line of log ${index}: the gate is shut\n`);
}

function insertStatement(attachments: readonly Attachment[]): string {
	const rows = attachments.map(
		({ name, path, bytes, sha256 }) =>
			`((SELECT min(id) FROM issues), ${quoted(name)}, ${quoted(path)}, ${bytes}, '${sha256}')`,
	);
	return `INSERT INTO attachments (issue_id, name, path, bytes, sha256) VALUES\n${rows.join(',\n')};`;
}

function quoted(text: string): string {
	return `'${text.replaceAll("'", "''")}'`;
}
