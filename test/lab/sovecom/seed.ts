// Touches the world: fills a running SovEcom stack with rows and uploads.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { SovecomStack } from './stack.ts';

/** Adds about this many rows: products, customers, orders and their items, invoices. */
export async function seedRows(stack: SovecomStack, rows: number): Promise<void> {
	const statements = await readFile(path.join(import.meta.dirname, 'seed.sql'), 'utf8');
	await stack.sql(`\\set rows ${rows}\n${statements}`);
}

/**
 * Writes uploads of this size in all into the volume, as the api's own user, one of them under a name
 * that tempts a backup into a mistake of quoting, and a row of `images` for each.
 *
 * @param megabytes megabytes of 1,000,000 bytes
 */
export async function seedUploads(stack: SovecomStack, megabytes: number): Promise<void> {
	const program = `
		const { mkdirSync, writeFileSync } = require('node:fs');
		const { randomBytes } = require('node:crypto');
		mkdirSync('/data/uploads/products', { recursive: true });
		for (let index = 0; index < ${megabytes * 2}; index++) {
			const name = index === 0 ? "it's  Größe.webp" : \`image-\${index}.webp\`;
			const content = index % 2 === 0 ? randomBytes(500_000) : Buffer.alloc(500_000, 'pixel ');
			writeFileSync('/data/uploads/products/' + name, content);
			console.log('products/' + name);
		}`;
	const written = await stack.compose(['exec', '-T', 'api', 'node', '-e', program]);
	for (const name of written.split('\n').filter((line) => line !== '')) {
		await stack.sql(
			`INSERT INTO images (product_id, storage_key) VALUES (1, '${name.replaceAll("'", "''")}');`,
		);
	}
}
