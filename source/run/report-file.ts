// Touches the world: writes the report beside the journal.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { reportMarkdown } from './report.ts';
import type { Run } from './run.ts';

/**
 * Writes the report of the run so far and shows it. @returns its path
 * @param sentences what was come to, said first
 */
export function writeReport(
	run: Run,
	directory: string,
	took: number,
	sentences: readonly string[] = [],
): string {
	const file = join(directory, 'report.md');
	const markdown = reportMarkdown(run.session.past(), took, sentences);
	writeFileSync(file, markdown, { mode: 0o600 });
	run.emit({ type: 'report', markdown, file });
	return file;
}
