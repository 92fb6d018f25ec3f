/** What psql reads from a script: a statement, a line that begins with a backslash, or rows for a COPY. */
export type ScriptPart =
	| { readonly kind: 'statement'; readonly text: string }
	| { readonly kind: 'meta'; readonly text: string }
	| { readonly kind: 'copy'; readonly text: string; readonly rows: string };

/** Cuts a script into its parts as its text comes in, by psql's rules for quotes, comments and dollar quotes. */
export class ScriptReader {
	#text = '';
	#at = 0;
	/** Start of the statement that is being read. */
	#begin = 0;
	/** Set while the rows of a COPY … FROM stdin are read. */
	#copy: string | undefined;
	#depth = 0;

	/** @returns the parts that are complete now; with `end`, the rest as well */
	take(chunk: string, end = false): ScriptPart[] {
		this.#text = this.#text.slice(this.#begin) + chunk;
		this.#at -= this.#begin;
		this.#begin = 0;
		const parts: ScriptPart[] = [];
		while (this.#next(parts, end));
		return parts;
	}

	/** Reads on to the end of one part. @returns false when more text is needed */
	#next(parts: ScriptPart[], end: boolean): boolean {
		if (this.#copy !== undefined) return this.#copyRows(parts, end);
		const text = this.#text;
		for (;;) {
			if (this.#at >= text.length) break;
			if (text[this.#at] === '\\' && this.#isBlank(this.#begin, this.#at)) return this.#meta(parts, end);
			const after = skip(text, this.#at, end);
			if (after === undefined) return false;
			if (after > this.#at) {
				this.#at = after;
				continue;
			}
			const character = text[this.#at++];
			if (character === '(') this.#depth++;
			else if (character === ')') this.#depth = Math.max(0, this.#depth - 1);
			else if (character === ';' && this.#depth === 0) return this.#statement(parts);
		}
		if (end && !this.#isBlank(this.#begin, this.#at)) return this.#statement(parts);
		return false;
	}

	#statement(parts: ScriptPart[]): boolean {
		const text = this.#text.slice(this.#begin, this.#at).trim();
		this.#begin = this.#at;
		if (/^COPY\b[^;]*\bFROM\s+stdin\b/i.test(withoutComments(text))) {
			this.#copy = text;
			const line = this.#text.indexOf('\n', this.#at);
			if (line !== -1) this.#begin = this.#at = line + 1;
			return true;
		}
		if (withoutComments(text).replaceAll(/[;\s]/g, '') !== '') parts.push({ kind: 'statement', text });
		return this.#at < this.#text.length;
	}

	#meta(parts: ScriptPart[], end: boolean): boolean {
		const line = this.#text.indexOf('\n', this.#at);
		if (line === -1 && !end) return false;
		const until = line === -1 ? this.#text.length : line;
		parts.push({ kind: 'meta', text: this.#text.slice(this.#at, until).trim() });
		this.#begin = this.#at = Math.min(until + 1, this.#text.length);
		return this.#at < this.#text.length;
	}

	#copyRows(parts: ScriptPart[], end: boolean): boolean {
		const marker = /^\\\.\r?$/m.exec(this.#text.slice(this.#begin));
		const closed = marker && this.#text.includes('\n', this.#begin + marker.index);
		if (!closed && !end) return false;
		const until = marker ? this.#begin + marker.index : this.#text.length;
		parts.push({ kind: 'copy', text: this.#copy ?? '', rows: this.#text.slice(this.#begin, until) });
		this.#copy = undefined;
		const line = marker ? this.#text.indexOf('\n', until) : -1;
		this.#begin = this.#at = line === -1 ? this.#text.length : line + 1;
		return this.#at < this.#text.length;
	}

	#isBlank(from: number, to: number): boolean {
		return withoutComments(this.#text.slice(from, to)).trim() === '';
	}
}

/** The text without comments: what is left tells which statement it is. */
export function withoutComments(text: string): string {
	if (!text.includes('--') && !text.includes('/*')) return text;
	let plain = '';
	for (let at = 0; at < text.length; ) {
		const after = skip(text, at, true) ?? text.length;
		if (after === at) plain += text[at++];
		else {
			if (text[at] !== '-' && text[at] !== '/') plain += text.slice(at, after);
			at = after;
		}
	}
	return plain;
}

/** Where a quoted text, quoted name, dollar quote or comment that begins here ends; undefined when it is cut. */
function skip(text: string, at: number, end: boolean): number | undefined {
	const cut = end ? text.length : undefined;
	switch (text[at]) {
		case "'": {
			const escapes = /[eE]/.test(text[at - 1] ?? '') && !/\w/.test(text[at - 2] ?? '');
			return afterQuote(text, at, "'", escapes, end) ?? cut;
		}
		case '"':
			return afterQuote(text, at, '"', false, end) ?? cut;
		case '-': {
			if (text[at + 1] === undefined && !end) return undefined;
			if (text[at + 1] !== '-') return at;
			const line = text.indexOf('\n', at);
			return line === -1 ? cut : line + 1;
		}
		case '/': {
			if (text[at + 1] === undefined && !end) return undefined;
			if (text[at + 1] !== '*') return at;
			const close = text.indexOf('*/', at + 2);
			return close === -1 ? cut : close + 2;
		}
		case '$': {
			if (!end && /^\$\w*$/.test(text.slice(at, at + 66))) return undefined;
			const tag = /^\$(?:[A-Za-z_]\w*)?\$/.exec(text.slice(at, at + 66))?.[0];
			if (!tag) return at;
			const close = text.indexOf(tag, at + tag.length);
			return close === -1 ? cut : close + tag.length;
		}
		default:
			return at;
	}
}

function afterQuote(
	text: string,
	at: number,
	quote: string,
	escapes: boolean,
	end: boolean,
): number | undefined {
	for (let next = at + 1; next < text.length; next++) {
		if (escapes && text[next] === '\\') next++;
		else if (text[next] === quote) {
			// A doubled quote is one character; at the end of what came, the second may still come.
			if (next + 1 === text.length && !end) return undefined;
			if (text[next + 1] !== quote) return next + 1;
			next++;
		}
	}
	return undefined;
}
