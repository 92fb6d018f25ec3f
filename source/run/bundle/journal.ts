import type { Redact } from '../../text/redact.ts';
import type { JournalEvent, Stamped } from '../events.ts';
import type { JournalLine } from '../history/journal-lines.ts';
import { journalLine } from '../journal.ts';

/** A journal's line for a bundle: a journal still, so that `history` reads it; a damaged one stays one, and can be read. */
export function hiddenLine({ event, text }: JournalLine, hide: Redact): string {
	if (!event) return `${JSON.stringify({ damaged: hide(text) })}\n`;
	const told: Stamped<JournalEvent> = JSON.parse(JSON.stringify(event), (_key, value: unknown) =>
		typeof value === 'string' ? hide(value) : value,
	);
	// Who answered is told; from which address is nobody's business.
	return journalLine(told.type === 'answer' ? { ...told, by: told.by.replace(/ from \S+$/, '') } : told);
}
