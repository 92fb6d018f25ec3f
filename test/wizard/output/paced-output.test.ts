import { EventEmitter } from 'node:events';
import { describe, expect, test } from 'vitest';
import { paceOutput } from '../../../source/wizard/output/paced-output.ts';

/** A terminal of 20×3 that keeps what it is told, and answers when the test does it for it. */
function terminal() {
	const told: string[] = [];
	const typed: string[] = [];
	const time = { now: 0 };
	const stdin = Object.assign(new EventEmitter(), {
		isTTY: true,
		read: () => typed.shift() ?? null,
		setRawMode: () => {},
		pause: () => {},
	}) as unknown as NodeJS.ReadStream;
	const stdout = Object.assign(new EventEmitter(), {
		isTTY: true,
		columns: 20,
		rows: 3,
		write: (text: string, done?: () => void) => {
			if (text !== '') told.push(text);
			done?.();
			return true;
		},
	}) as unknown as NodeJS.WriteStream;
	const output = paceOutput(stdin, stdout, () => time.now);
	const type = (text: string) => {
		typed.push(text);
		return output.stdin.read();
	};
	const draw = async (...rows: readonly string[]) => {
		output.stdout.write(rows.join('\n'));
		await Promise.resolve();
		return told.splice(0);
	};
	return { output, time, told, type, draw, close: () => output.settle() };
}
const answer = '\x1b[0n';

test('a first frame is written at once, and the terminal is asked once keys are read', async () => {
	const { output, draw, told } = terminal();
	expect(await draw('one', 'two', 'three')).toEqual([
		'\x1b[?2026h\x1b[2J\x1b[1Hone\x1b[K\x1b[2Htwo\x1b[K\x1b[3Hthree\x1b[K\x1b[?2026l'.replaceAll(
			'\x1b[K',
			'',
		),
	]);
	output.stdin.setRawMode(true);
	expect(told).toEqual(['\x1b[5n']);
});

test('answers are no keys, and an Escape before one stays an Escape', () => {
	const { output, type } = terminal();
	output.stdin.setRawMode(true);
	expect(type(answer)).toBe('');
	expect(type(`a${answer}b`)).toBe('ab');
	expect(type(`\x1b${answer}`)).toBe('\x1b');
	expect(output.stdin.read()).toBeNull();
});

describe('on a slow line', () => {
	async function slow() {
		const made = terminal();
		await made.draw('one', 'two', 'three');
		made.output.stdin.setRawMode(true);
		made.time.now = 3000;
		made.type(answer);
		made.time.now = 3010;
		made.type(answer);
		made.told.length = 0;
		return made;
	}

	test('a frame that was replaced before it could be written is never written', async () => {
		const { draw, time, type, told, close } = await slow();
		const [piece] = await draw('four', 'two', 'three');
		expect(piece).toContain('four');
		for (const word of ['five', 'six', 'seven'])
			expect(await draw(word.repeat(3), 'x'.repeat(20), 'y')).toEqual([]);
		time.now = 9000;
		type(answer);
		expect(told.join('')).toContain('sevensevenseven');
		expect(told.join('')).not.toMatch(/five|six/);
		await close();
	});

	test('settling draws no more, and ends with the last answer', async () => {
		const { output, draw, type } = await slow();
		await draw('four', 'two', 'three');
		let settled = false;
		const settling = output.settle().then(() => {
			settled = true;
		});
		expect(await draw('five', 'two', 'three')).toEqual([]);
		expect(settled).toBe(false);
		type(answer);
		await settling;
		expect(await draw('six', 'two', 'three')).toEqual([]);
	});
});

test('the terminal of another program is drawn whole afterwards', async () => {
	const { output, draw, told, time } = terminal();
	await draw('one', 'two', 'three');
	output.stdout.write('\x1b[?1049l');
	output.stdout.write('\x1b[?1049h');
	expect(told.splice(0)).toEqual(['\x1b[?1049l', '\x1b[?1049h']);
	time.now = 1000;
	expect((await draw('one', 'two', 'three')).join('')).toContain('\x1b[2J\x1b[1Hone\x1b[2Htwo\x1b[3Hthree');
	await output.settle();
});
