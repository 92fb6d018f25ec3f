/** A log line as a terminal may show it: no escape sequence, no control code, no writing direction; of a line that rewrites itself, its last state. */
export function cleanLogLine(raw: string): string {
	const ended = raw.replace(/[\r\n]+$/, '');
	return cleanText(ended.slice(ended.lastIndexOf('\r') + 1));
}

/** Any text from outside without what could move the cursor or change colours. */
export function cleanText(text: string): string {
	if (/^[\x20-\x7e]*$/.test(text)) return text;
	return text.replace(escapeSequences, '').replace(/\t/g, '    ').replace(controlCodes, '').toWellFormed();
}

// OSC, DCS, APC and PM run to BEL or ST; CSI to its final byte; the rest are two characters or charset choices.
const escapeSequences =
	/(?:\x1b[\]P_^X]|[\x9d\x90\x9f\x9e\x98])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?|(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?|\x1b[ -/]*[0-~]?/g;
const controlCodes = /[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]/g;
