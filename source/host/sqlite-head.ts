// Touches the world: reads the first bytes of a file.
import { open } from 'node:fs/promises';

/** What each SQLite database begins with that is not encrypted; https://sqlite.org/fileformat.html */
export const sqliteMagic = 'SQLite format 3\0';

/** The first bytes of a file, as many as the mark has. @throws Node's own error when it cannot be read */
export async function sqliteHead(file: string): Promise<string> {
	const handle = await open(file, 'r');
	try {
		const { buffer, bytesRead } = await handle.read(
			Buffer.alloc(sqliteMagic.length),
			0,
			sqliteMagic.length,
			0,
		);
		return buffer.toString('latin1', 0, bytesRead);
	} finally {
		await handle.close();
	}
}
