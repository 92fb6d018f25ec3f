import { expect, test } from 'vitest';
import { spokenText } from '../../../source/wizard/spoken/words.ts';

test.each([
	['✔ pass  Engine reachable', 'pass Engine reachable'],
	['! warn  Disk space', 'warn Disk space'],
	['60×18', '60 by 18'],
	['0.1.9 → 0.1.10', '0.1.9 to 0.1.10'],
	['Choose with ↑ and ↓.', 'Choose with up arrow and down arrow.'],
	['What is there · 3 still looked up', 'What is there, 3 still looked up'],
	['dump ████░░░░  50 %', 'dump 50 %'],
	['│ ┌─┐ a │', 'a'],
	['one line of .env', 'one line of .env'],
	['  $ sed -i "s/a  b/→/" .env', '$ sed -i "s/a  b/→/" .env'],
	['“é” and 漢字 stay', '“é” and 漢字 stay'],
	['   ', ''],
])('“%s” is read as “%s”', (text, read) => {
	expect(spokenText(text)).toBe(read);
});
