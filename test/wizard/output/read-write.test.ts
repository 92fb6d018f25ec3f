import { expect, test } from 'vitest';
import { readWrite } from '../../../source/wizard/output/read-write.ts';

const erased = '\x1b[2K\x1b[1A\x1b[2K\x1b[G';

test.each([
	['a first frame', 'one\n\x1b[31mtwo\x1b[39m'],
	['one that replaces another', `${erased}one\n\x1b[31mtwo\x1b[39m`],
	['one after the screen was cleared', '\x1b[1;1H\x1b[Jone\n\x1b[31mtwo\x1b[39m'],
	['one lower than the screen', `${erased}one\n\x1b[31mtwo\x1b[39m\n`],
])('%s is read as its rows', (_name, chunk) => {
	expect(readWrite(chunk)).toEqual({ kind: 'frame', rows: ['one', '\x1b[31mtwo\x1b[39m'] });
});

test('a frame that is only taken away leaves nothing known', () => {
	expect(readWrite(erased)).toEqual({ kind: 'gone', text: '' });
});

test.each(['\x1b[?1049h', '\x1b[?1049l'])('another screen leaves nothing known: %j', (chunk) => {
	expect(readWrite(chunk)).toEqual({ kind: 'gone', text: chunk });
});

test.each(['\x1b[?25l', '\x1b[?2004h', '\x1b]52;c;YQ==\x07', '\x1b[5n'])('%j is passed on', (chunk) => {
	expect(readWrite(chunk)).toEqual({ kind: 'other', text: chunk });
});

test.each(['', '\x1b[?2026h', '\x1b[?2026l'])('%j is left out', (chunk) => {
	expect(readWrite(chunk)).toEqual({ kind: 'nothing' });
});
