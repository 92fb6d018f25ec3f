import { createCipheriv, createHash } from 'node:crypto';

const components = ['web', 'worker', 'scheduler', 'mailer', 'search', 'billing', 'import', 'session'];
const verbs = ['opened', 'closed', 'moved', 'read', 'changed', 'rejected', 'queued', 'delivered', 'expired'];
const things = ['document', 'message', 'customer', 'invoice', 'attachment', 'comment', 'project', 'reading'];
const reasons = [
	'as the schedule says',
	'after the third attempt, the two before had timed out',
	'because the customer asked for it by mail',
	'while the index was being rebuilt; the result may be seen later',
	'by an administrator, with a note that nobody has read so far',
	'since its owner has left and nobody else is named',
	'without a change: both sides were equal already',
];

/** Bytes that do not compress, always the same ones for a seed. */
export function noise(seed: number, bytes: number): Buffer {
	const key = createHash('sha256').update(`seed ${seed}`).digest();
	return createCipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(bytes));
}

/** Lines of a log in plain words, always the same ones for a seed. Compresses as the real ones do, about 5 : 1. */
export function text(seed: number, bytes: number): Buffer {
	const choices = noise(seed, (Math.ceil(bytes / 100) + 1) * 12);
	const lines: string[] = [];
	for (let length = 0, at = 0; length < bytes; at += 12) {
		const line = lineOf(choices, at, lines.length);
		lines.push(line);
		length += line.length;
	}

	return Buffer.from(lines.join('')).subarray(0, bytes);
}

/** A line of at least 100 bytes from twelve random ones. */
function lineOf(choices: Buffer, at: number, index: number): string {
	const of = (words: readonly string[], offset: number) => words[(choices[at + offset] ?? 0) % words.length];
	const time = new Date(1_750_000_000_000 + index * 1370 + (choices[at] ?? 0)).toISOString();
	const request = choices.toString('hex', at + 4, at + 10);
	const number = choices.readUInt16LE(at + 8) % 5000;
	return `${time} INFO ${of(components, 1)}: ${of(things, 2)} ${number} was ${of(verbs, 3)} ${of(reasons, 10)}, request ${request}, took ${choices[at + 11]} ms\n`;
}
