// Touches the world: writes the report beside the journal.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { reportMarkdown } from './report.ts';
import type { Run } from './run.ts';

/**
 * Writes the report of the run so far and shows it. It is the last thing a run does: a full disk must not make a failure of
 * what was done. @returns where it lies, or why it does not, a sentence
 * @param sentences what was come to, said first
 * @param after what is left to do and to watch, said last
 */
export function writeReport(
	run: Run,
	directory: string,
	took: number,
	sentences: readonly string[] = [],
	after: readonly string[] = [],
): string {
	const file = join(directory, 'report.md');
	const markdown = run.redacted(reportMarkdown(run.session.past(), took, sentences, after));
	try {
		writeFileSync(file, markdown, { mode: 0o600 });
	} catch (error) {
		rmSync(file, { force: true });
		const { code, message } = error as NodeJS.ErrnoException;
		return `The report could not be written to ${file} (${code ?? message}); what was done stands in the journal.`;
	}
	run.emit({ type: 'report', markdown, file });
	return `Report: ${file}`;
}
