// Touches the world: pastes the commands into a shell.
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { shownProof, shownTake } from '../../../source/restore-points/shown-commands.ts';
import { makeWorkbench, type Workbench } from '../workbench.ts';
import { makeScript, placeOf } from './stack.ts';

let bench: Workbench;
beforeEach(async () => {
	bench = await makeWorkbench();
});
afterEach(() => bench.remove());

const where = () => ({
	...bench.context,
	project: { directory: bench.root, envFiles: ['.env', '.env.local'] },
});
const directory = () => join(bench.backups, '20261121T101500Z-0.1.9', 'script');
const paste = (commands: readonly string[], environment = {}) => {
	for (const command of commands)
		execFileSync('sh', ['-c', command], {
			cwd: bench.root,
			env: { PATH: process.env.PATH, ...environment },
			stdio: 'pipe',
		});
};

test('by hand: the script gets its variables, what it wrote is copied, private, and read back', async () => {
	await fs.writeFile(join(bench.root, '.env'), 'TOKEN=first\nexport NAME="two words"\nOTHER=of the file\n');
	await fs.writeFile(join(bench.root, '.env.local'), 'TOKEN=second$1\n');
	await fs.mkdir(join(bench.root, 'vendor'));
	await fs.writeFile(join(bench.root, 'vendor', 'old'), 'from yesterday');
	await makeScript(bench, 'printf "%s|%s|%s" "$TOKEN" "$NAME" "$OTHER" | gzip > "$out/a b.gz"');
	const places = [placeOf(bench, { values: { TOKEN: '', NAME: '', OTHER: '' } })];
	const wanted = bench.wanted({ places });
	const taking = shownTake(where(), wanted);
	expect(taking.join('\n')).not.toContain('second');
	paste(taking, { OTHER: 'of the shell' });
	expect(await fs.readdir(directory())).toEqual(['a b.gz']);
	const copy = join(directory(), 'a b.gz');
	expect(execFileSync('gzip', ['-dc', copy], { encoding: 'utf8' })).toBe('second$1|two words|of the shell');
	expect((await fs.stat(copy)).mode & 0o777).toBe(0o600);
	const proof = shownProof(where(), wanted);
	paste(proof);
	await fs.truncate(copy, 20);
	expect(() => paste(proof)).toThrow(/unexpected end of file/);
});

test('what will not be run is not shown either', () => {
	const wanted = bench.wanted({ places: [placeOf(bench, { skipped: 'pg_dump is not on PATH' })] });
	expect([...shownTake(where(), wanted).slice(1), ...shownProof(where(), wanted)]).toEqual([]);
});
