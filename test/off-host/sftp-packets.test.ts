import { expect, test } from 'vitest';
import * as sftp from '../../source/off-host/sftp-packets.ts';

const hex = (buffer: Buffer) => buffer.toString('hex');

test('requests are laid out as the draft says', () => {
	expect(hex(sftp.hello)).toBe('000000050100000003');
	// length, type 3, id 7, "a", write and create, attributes with the mode alone, 0600
	expect(hex(sftp.packet(7, sftp.openToWrite('a', 0o600)))).toBe(
		['00000016', '03', '00000007', '0000000161', '0000000a', '00000004', '00000180'].join(''),
	);
	// length, type 6, id 8, handle "h", offset 2^32 + 1, data
	expect(hex(sftp.packet(8, sftp.write(Buffer.from('h'), 2 ** 32 + 1, Buffer.from('xy'))))).toBe(
		['00000018', '06', '00000008', '0000000168', '0000000100000001', '000000027879'].join(''),
	);
});

test('packets are cut from what arrived, a part is kept for later', () => {
	const whole = Buffer.from('0000000265660000000167', 'hex');
	const { packets, rest } = sftp.cutPackets(Buffer.concat([whole, Buffer.from('00000003aa', 'hex')]));
	expect(packets.map(hex)).toEqual(['6566', '67']);
	expect(hex(rest)).toBe('00000003aa');
});

test('answers are read: status, attributes with everything before them, names', () => {
	expect(sftp.readAnswer(Buffer.from('650000000100000004000000034e6f21', 'hex'))).toEqual({
		kind: 'status',
		id: 1,
		code: 4,
		message: 'No!',
	});
	const attributes = [
		'0000000f',
		'0000000000000009',
		'0000000000000000',
		'00008180',
		'0000000000000000',
	].join('');
	expect(sftp.readAnswer(Buffer.from(`6900000002${attributes}`, 'hex'))).toEqual({
		kind: 'attributes',
		id: 2,
		attributes: { bytes: 9, mode: 0o100600 },
	});
	expect(sftp.readAnswer(Buffer.from(`68000000030000000100000001610000000162${attributes}`, 'hex'))).toEqual({
		kind: 'names',
		id: 3,
		entries: [{ name: 'a', bytes: 9, mode: 0o100600 }],
	});
});

test('a packet that is cut, and one that is no answer, are not taken for one', () => {
	expect(() => sftp.readAnswer(Buffer.from('67000000010000000961', 'hex'))).toThrow(RangeError);
	expect(() => sftp.readAnswer(Buffer.from('0500000001', 'hex'))).toThrow('expected an answer of SFTP');
	expect(sftp.readVersion(Buffer.from('Welcome!'))).toBeUndefined();
});

test('a file and a directory are told by the mode', () => {
	expect(sftp.isFile({ bytes: 1, mode: 0o100644 })).toBe(true);
	expect(sftp.isDirectory({ bytes: 1, mode: 0o040755 })).toBe(true);
	expect(sftp.isFile({ bytes: 1, mode: 0o120777 })).toBe(false);
});
