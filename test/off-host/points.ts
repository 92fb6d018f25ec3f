// Touches the world: makes restore points to ship, in a directory of the test's own.
import { createHash, randomBytes } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { OffHost } from '../../source/off-host/off-host.ts';
import type { ShippedFile, ShippedPoint } from '../../source/off-host/shipped-point.ts';

export const pointId = '20260801T021500Z-0.1.9';

/** A restore point with two large files, a private one in a directory below, and a manifest that names them. */
export async function makePoint(
	directory: string,
	bytes: { readonly dump: number; readonly archive: number } = { dump: 300_000, archive: 200_000 },
	id = pointId,
): Promise<ShippedPoint> {
	const path = join(directory, id);
	const contents: Record<string, Buffer> = {
		'database-db-app.sql.zst': randomBytes(bytes.dump),
		'directory-data.tar.zst': randomBytes(bytes.archive),
		'files/.env': Buffer.from('SECRET=1\n'),
		'files/empty': Buffer.alloc(0),
	};
	const files: ShippedFile[] = [];
	for (const [name, content] of Object.entries(contents)) {
		await mkdir(dirname(join(path, name)), { recursive: true, mode: 0o700 });
		await writeFile(join(path, name), content, { mode: 0o600 });
		files.push({ name, bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') });
	}
	await writeFile(join(path, 'manifest.json'), JSON.stringify({ id, files }), { mode: 0o600 });
	return { id, path, files };
}

/** What `fetch` asks to read the manifest of such a restore point. */
export const filesOf = async (path: string): Promise<readonly ShippedFile[]> =>
	(JSON.parse(await readFile(join(path, 'manifest.json'), 'utf8')) as { files: ShippedFile[] }).files;

/** Every file below a directory: path, mode and hash; and every directory with its mode. */
export async function picture(directory: string): Promise<Record<string, string>> {
	const entries = await readdir(directory, { recursive: true, withFileTypes: true });
	const found: Record<string, string> = {};
	for (const entry of entries) {
		const file = join(entry.parentPath, entry.name);
		const mode = ((await stat(file)).mode & 0o7777).toString(8);
		const hash = entry.isDirectory()
			? 'directory'
			: createHash('sha256')
					.update(await readFile(file))
					.digest('hex');
		found[file.slice(directory.length + 1)] = `${mode} ${hash}`;
	}
	return found;
}

/** Flips one bit in the middle of a file, whatever its mode. */
export async function flipBit(file: string): Promise<void> {
	const content = await readFile(file);
	const middle = Math.floor(content.length / 2);
	content[middle] = (content[middle] ?? 0) ^ 1;
	await chmod(file, 0o600);
	await writeFile(file, content);
}

/** What a copy reported: the first and the last `done` of each label. */
export function watchProgress() {
	const seen = new Map<string, { first: number; last: number; total: number | undefined }>();
	const onProgress: NonNullable<NonNullable<Parameters<OffHost['copy']>[1]>['onProgress']> = (progress) => {
		const before = seen.get(progress.label);
		seen.set(progress.label, {
			first: before?.first ?? progress.done,
			last: progress.done,
			total: progress.total,
		});
	};
	return { seen, onProgress };
}
