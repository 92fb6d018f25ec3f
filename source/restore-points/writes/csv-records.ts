/**
 * Cuts CSV into its records as the bytes come in, a batch for each piece; a line's end within quotes belongs to its
 * field. One character a byte (latin1), so that what is written again is the same, whatever the encoding.
 */
export async function* csvRecords(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<readonly string[]> {
	/** Lines of a record whose quotes are still open. */
	let open: string[] = [];
	let quotes = 0;
	let rest: string[] = [];
	for await (const chunk of chunks) {
		const text = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length).toString('latin1');
		const records: string[] = [];
		let from = 0;
		for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', from)) {
			const line = [...rest, text.slice(from, end)].join('');
			rest = [];
			from = end + 1;
			quotes += quotesIn(line);
			open.push(line);
			if (quotes % 2 === 1) continue;
			records.push(open.length === 1 ? line : open.join('\n'));
			open = [];
			quotes = 0;
		}
		if (from < text.length) rest.push(text.slice(from));
		if (records.length > 0) yield records;
	}
	if (open.length > 0 || rest.length > 0)
		throw new Error('Expected whole records of CSV, and the last one was cut.');
}

function quotesIn(line: string): number {
	let found = 0;
	for (let at = line.indexOf('"'); at !== -1; at = line.indexOf('"', at + 1)) found += 1;
	return found;
}

/** The first fields of a record, which hold neither comma nor quote, and what comes after them. */
export function firstFields(
	record: string,
	number: number,
): { readonly fields: readonly string[]; readonly rest: string } {
	const fields: string[] = [];
	let from = 0;
	while (fields.length < number) {
		const comma = record.indexOf(',', from);
		const end = comma === -1 ? record.length : comma;
		fields.push(record.slice(from, end));
		from = end + 1;
		if (comma === -1 && fields.length < number)
			throw new Error(`Expected ${number} fields in a record of CSV, found ${fields.length}.`);
	}
	return { fields, rest: record.slice(from) };
}

/**
 * Whether psql (17 and older) takes a line of this record for the end of all rows, also within quotes: it then cuts
 * the record and the server refuses the rest.
 */
export const holdsEndMark = (record: string): boolean =>
	record.includes('\\.') && record.split('\n').some((line) => /^\\\.\r?$/.test(line));

/** The values of a record; null for an empty field without quotes, which is how COPY writes NULL. */
export function fieldsOf(record: string): readonly (string | null)[] {
	const fields: (string | null)[] = [];
	const field = /"((?:[^"]|"")*)"|([^,]*)/y;
	for (;;) {
		const [, quoted, bare = ''] = field.exec(record) ?? [];
		fields.push(quoted !== undefined ? quoted.replaceAll('""', '"') : bare === '' ? null : bare);
		if (field.lastIndex >= record.length) return fields;
		field.lastIndex += 1;
		// A comma at the end has an empty field behind it.
		if (field.lastIndex === record.length) return [...fields, null];
	}
}
