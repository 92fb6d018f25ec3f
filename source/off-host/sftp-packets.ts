/** SFTP version 3, as OpenSSH speaks it (draft-ietf-secsh-filexfer-02): what is asked, and what is answered. */

/** A request without its length and id. */
export type SftpRequest = { readonly type: number; readonly body: Buffer };

/** An answer. */
export type SftpAnswer =
	| { readonly kind: 'status'; readonly id: number; readonly code: number; readonly message: string }
	| { readonly kind: 'handle'; readonly id: number; readonly handle: Buffer }
	| { readonly kind: 'data'; readonly id: number; readonly data: Buffer }
	| { readonly kind: 'names'; readonly id: number; readonly entries: readonly SftpEntry[] }
	| { readonly kind: 'attributes'; readonly id: number; readonly attributes: SftpAttributes }
	| { readonly kind: 'extended'; readonly id: number; readonly body: Buffer };

export type SftpAttributes = {
	readonly bytes: number | undefined;
	/** With the kind of the file in its upper bits. */
	readonly mode: number | undefined;
};
export type SftpEntry = { readonly name: string } & SftpAttributes;

/** Codes of a status. */
export const sftpStatus = { ok: 0, end: 1, noSuchFile: 2, permissionDenied: 3, failure: 4 } as const;

const flags = { size: 1, owner: 2, mode: 4, times: 8, extended: 0x80000000 } as const;

export const isDirectory = ({ mode }: SftpAttributes): boolean => ((mode ?? 0) & 0o170000) === 0o040000;
export const isFile = ({ mode }: SftpAttributes): boolean => ((mode ?? 0) & 0o170000) === 0o100000;

const number32 = (value: number) => {
	const bytes = Buffer.alloc(4);
	bytes.writeUInt32BE(value);
	return bytes;
};
const number64 = (value: number) => {
	const bytes = Buffer.alloc(8);
	bytes.writeBigUInt64BE(BigInt(value));
	return bytes;
};
const text = (value: string | Buffer) => {
	const bytes = Buffer.from(value);
	return Buffer.concat([number32(bytes.length), bytes]);
};
const modeOnly = (mode: number) => Buffer.concat([number32(flags.mode), number32(mode)]);
const request = (type: number, ...parts: readonly Buffer[]): SftpRequest => ({
	type,
	body: Buffer.concat(parts),
});

/** Opens for reading. */
export const openToRead = (path: string) => request(3, text(path), number32(1), number32(0));
/** Opens for writing, made with this mode when it is not there; what is there stays. */
export const openToWrite = (path: string, mode: number) =>
	request(3, text(path), number32(2 | 8), modeOnly(mode));
export const close = (handle: Buffer) => request(4, text(handle));
export const read = (handle: Buffer, offset: number, length: number) =>
	request(5, text(handle), number64(offset), number32(length));
export const write = (handle: Buffer, offset: number, data: Buffer) =>
	request(6, text(handle), number64(offset), text(data));
export const setMode = (path: string, mode: number) => request(9, text(path), modeOnly(mode));
/** Cuts or fills a file to this many bytes. */
export const setBytes = (handle: Buffer, bytes: number) =>
	request(10, text(handle), number32(flags.size), number64(bytes));
export const openDirectory = (path: string) => request(11, text(path));
export const readDirectory = (handle: Buffer) => request(12, text(handle));
export const removeFile = (path: string) => request(13, text(path));
export const makeDirectory = (path: string, mode: number) => request(14, text(path), modeOnly(mode));
export const removeDirectory = (path: string) => request(15, text(path));
export const attributes = (path: string) => request(17, text(path));
export const rename = (from: string, to: string) => request(18, text(from), text(to));
/** Renames in place of what has the name already; plain `rename` refuses that. */
export const renameOver = (from: string, to: string) =>
	request(200, text('posix-rename@openssh.com'), text(from), text(to));
export const flush = (handle: Buffer) => request(200, text('fsync@openssh.com'), text(handle));
export const freeSpace = (path: string) => request(200, text('statvfs@openssh.com'), text(path));

/** The first packet, which has a version in place of an id. */
export const hello: Buffer = Buffer.concat([number32(5), Buffer.from([1]), number32(3)]);

/** The bytes that go over the wire. */
export const packet = (id: number, { type, body }: SftpRequest): Buffer =>
	Buffer.concat([number32(body.length + 5), Buffer.from([type]), number32(id), body]);

/** Cuts whole packets, without their lengths, from the front of what arrived. */
export function cutPackets(bytes: Buffer): { readonly packets: readonly Buffer[]; readonly rest: Buffer } {
	const packets: Buffer[] = [];
	let rest = bytes;
	while (rest.length >= 4 && rest.length >= 4 + rest.readUInt32BE()) {
		const end = 4 + rest.readUInt32BE();
		packets.push(rest.subarray(4, end));
		rest = rest.subarray(end);
	}
	return { packets, rest };
}

/** Names of the extensions in the answer to `hello`. @returns undefined when it is none */
export function readVersion(bytes: Buffer): { readonly extensions: readonly string[] } | undefined {
	if (bytes[0] !== 2) return undefined;
	const reader = readerOf(bytes.subarray(5));
	const extensions: string[] = [];
	while (!reader.atEnd()) {
		extensions.push(reader.text());
		reader.text();
	}
	return { extensions };
}

/** @throws RangeError when the packet is cut, Error when its type is none of an answer */
export function readAnswer(bytes: Buffer): SftpAnswer {
	const reader = readerOf(bytes.subarray(1));
	const id = reader.number32();
	switch (bytes[0]) {
		case 101:
			return { kind: 'status', id, code: reader.number32(), message: reader.atEnd() ? '' : reader.text() };
		case 102:
			return { kind: 'handle', id, handle: reader.bytes() };
		case 103:
			return { kind: 'data', id, data: reader.bytes() };
		case 104:
			return { kind: 'names', id, entries: entriesIn(reader) };
		case 105:
			return { kind: 'attributes', id, attributes: attributesIn(reader) };
		case 201:
			return { kind: 'extended', id, body: reader.rest() };
		default:
			throw new Error(`expected an answer of SFTP, found a packet of type ${bytes[0]}`);
	}
}

/** Free bytes, from the answer to `freeSpace`: block size, fragment size, blocks, free, free for this user. */
export const readFreeSpace = (body: Buffer): number =>
	Number(body.readBigUInt64BE(8) * body.readBigUInt64BE(32));

function entriesIn(reader: Reader): readonly SftpEntry[] {
	return Array.from({ length: reader.number32() }, () => {
		const name = reader.text();
		// The line of `ls -l`: for people.
		reader.text();
		return { name, ...attributesIn(reader) };
	});
}

function attributesIn(reader: Reader): SftpAttributes {
	const has = reader.number32();
	const bytes = has & flags.size ? reader.number64() : undefined;
	if (has & flags.owner) reader.skip(8);
	const mode = has & flags.mode ? reader.number32() : undefined;
	if (has & flags.times) reader.skip(8);
	if (has & flags.extended) for (let left = reader.number32() * 2; left > 0; left--) reader.text();
	return { bytes, mode };
}

type Reader = ReturnType<typeof readerOf>;

function readerOf(bytes: Buffer) {
	let at = 0;
	const number32 = () => {
		at += 4;
		return bytes.readUInt32BE(at - 4);
	};
	const piece = () => {
		const length = number32();
		if (at + length > bytes.length) throw new RangeError('a packet of SFTP is cut');
		at += length;
		return bytes.subarray(at - length, at);
	};
	return {
		number32,
		number64() {
			at += 8;
			return Number(bytes.readBigUInt64BE(at - 8));
		},
		bytes: piece,
		text: () => piece().toString(),
		skip(count: number) {
			at += count;
		},
		atEnd: () => at >= bytes.length,
		rest: () => bytes.subarray(at),
	};
}
