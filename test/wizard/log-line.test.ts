import { expect, test } from 'vitest';
import { cleanLogLine } from '../../source/wizard/log-line.ts';

test.each([
	['plain text stays', 'INFO:     Application startup complete.', 'INFO:     Application startup complete.'],
	['colours go', '\x1b[1;32mINFO\x1b[0m ready', 'INFO ready'],
	['cursor movements go', 'a\x1b[2Jb\x1b[10;10Hc\x1b[?1049hd', 'abcd'],
	['a title or a link goes with its text', '\x1b]0;title\x07a\x1b]8;;http://x\x1b\\b', 'ab'],
	['eight-bit control sequences go', 'a\x9b31mb', 'ab'],
	['an unfinished sequence goes', 'done\x1b[3', 'done'],
	['charset choices and resets go', '\x1b(Ba\x1bcb', 'ab'],
	['of a line that rewrites itself the last state stays', ' 10 %\r 50 %\r100 %\r\n', '100 %'],
	['a line with Windows ending stays', 'listening\r', 'listening'],
	['tabs are spaces', 'a\tb', 'a    b'],
	['bells, backspaces and deletes go', 'a\x07b\x08c\x7fd', 'abcd'],
	['half of a character is replaced', 'a\ud83db', 'a\ufffdb'],
	['writing directions go', 'user\u202egnp.exe', 'usergnp.exe'],
	['wide characters stay', '日本語 ログ', '日本語 ログ'],
])('%s', (_, raw, clean) => {
	expect(cleanLogLine(raw)).toBe(clean);
});
