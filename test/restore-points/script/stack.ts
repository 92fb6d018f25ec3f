// Touches the world: backup scripts as vendors write them, for the tests of that kind.
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DataPlace } from '../../../source/restore-points/data-kinds.ts';
import { type Manifest, partsOf } from '../../../source/restore-points/manifest.ts';
import type { ScriptPart, ScriptPlace } from '../../../source/restore-points/script/part.ts';
import { takeRestorePoint } from '../../../source/restore-points/take.ts';
import type { Workbench } from '../workbench.ts';

/** Writes `backup.sh` into the stack's directory. @param body run with `$out`, a directory it has made */
export async function makeScript(bench: Workbench, body: string, shell = 'sh'): Promise<void> {
	const file = join(bench.root, 'backup.sh');
	await writeFile(file, `#!/usr/bin/env ${shell}\nout=vendor; mkdir -p $out\n${body}\n`);
	await chmod(file, 0o755);
}

export const placeOf = (
	bench: Workbench,
	changes: Partial<ScriptPlace> & { readonly values?: Readonly<Record<string, string>> } = {},
): DataPlace & { kind: 'script' } => {
	const { values = {}, ...rest } = changes;
	return {
		kind: 'script',
		run: ['./backup.sh'],
		writes: join(bench.root, 'vendor'),
		variables: Object.keys(values),
		environment: () => values,
		...rest,
	};
};

export async function take(
	bench: Workbench,
	place = placeOf(bench),
): Promise<{ path: string; manifest: Manifest; part: ScriptPart }> {
	const taken = await takeRestorePoint(bench.context, bench.wanted({ places: [place] }));
	const [part] = partsOf(taken.manifest, 'script');
	if (!part) throw new Error('no script in the manifest');
	return { ...taken, part };
}
