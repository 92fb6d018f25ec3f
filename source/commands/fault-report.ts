// Touches the world: writes a file for the developers.
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

/** What the operator reads of a fault of Lockkeeper's own. @param told the message first, then what the developers need */
export function faultText(told: readonly string[]): string {
	const file = join(tmpdir(), `lockkeeper-fault-${process.pid}-${Date.now()}.txt`);
	writeFileSync(file, told.join('\n'), { mode: 0o600 });
	return [told[0], `A report for the developers is in ${file}.`].join('\n');
}
