/** One statement of an env file, with where its value stands in the text. */
export type EnvStatement = {
	readonly name: string;
	/** Counts from 1; where the statement begins. */
	readonly line: number;
	/** How the value is written: `name alone` has none, `several lines` is quoted and goes on. */
	readonly form: 'plain' | 'single quotes' | 'double quotes' | 'name alone' | 'several lines';
	/** The value as written, quotes left out. */
	readonly value: string;
	/** Offsets of `value` in the text. */
	readonly start: number;
	readonly end: number;
	/** Why the value cannot be told for certain; the sentence does not quote it. */
	readonly doubt?: string;
};

/** A line that is no blank, no comment and no assignment. */
export type EnvFault = { readonly line: number; readonly problem: string };

const assignment = /^[^\S\n]*(?:export[^\S\n]+)?([\p{L}\p{N}_.[\]-]+)[^\S\n]*(?:([=:])[^\S\n]*|$)/u;

/**
 * Reads an env file by the rules of Compose (tried with 2.26): values in quotes can span lines, a comment
 * after a bare value needs a blank before its `#`, CRLF counts as a line end and a lone CR does not.
 * Offsets are those of the text given, a byte order mark included.
 */
export function readStatements(text: string): { statements: EnvStatement[]; faults: EnvFault[] } {
	const statements: EnvStatement[] = [];
	const faults: EnvFault[] = [];
	let line = 1;
	let offset = text.startsWith('\uFEFF') ? 1 : 0;
	while (offset < text.length) {
		const content = lineAt(text, offset);
		const found = /^\s*(#|$)/.test(content) ? undefined : readLine(text, offset, content, line);
		if (found && 'problem' in found) faults.push(found);
		else if (found) statements.push(found);
		const consumed = found && 'form' in found && found.form === 'several lines' ? found.end : offset;
		line += text.slice(offset, consumed).split('\n').length - 1;
		offset = nextLine(text, consumed);
		line += 1;
	}
	return { statements, faults };
}

function readLine(text: string, offset: number, content: string, line: number): EnvStatement | EnvFault {
	if (content.includes('\r')) return { line, problem: 'a carriage return within the line' };
	const match = assignment.exec(content);
	const name = match?.[1];
	if (!match || !name) return { line, problem: 'no assignment' };
	const start = offset + match[0].length;
	const rest = content.slice(match[0].length);
	if (!match[2]) return { name, line, form: 'name alone', value: '', start, end: start };
	const quote = rest[0];
	if (quote === '"' || quote === "'") return readQuoted(text, start + 1, quote, name, line);
	const comment = rest.indexOf(' #');
	const value = (comment === -1 ? rest : rest.slice(0, comment)).trimEnd();
	return { name, line, form: 'plain', value, start, end: start + value.length, ...doubtOf(value) };
}

/** Where Compose, the shell and dotenv would read different values. */
function doubtOf(value: string): { doubt?: string } {
	if (value.includes('#')) return { doubt: 'has a # that Compose counts as part of the value' };
	if (value.startsWith('`')) return { doubt: 'begins with a backquote, which Compose takes literally' };
	if (/\s/.test(value)) return { doubt: 'has blanks without quotes around it' };
	return {};
}

function readQuoted(
	text: string,
	start: number,
	quote: string,
	name: string,
	line: number,
): EnvStatement | EnvFault {
	const end = closingQuote(text, start, quote);
	if (end === undefined) return { line, problem: `a quote (${quote}) that is never closed` };
	const after = lineAt(text, end + 1);
	if (!/^\s*(#.*)?$/.test(after)) return { line, problem: 'text after the closing quote' };
	const value = text.slice(start, end);
	const form = value.includes('\n') ? 'several lines' : quote === '"' ? 'double quotes' : 'single quotes';
	return { name, line, form, value, start, end };
}

function closingQuote(text: string, start: number, quote: string): number | undefined {
	for (let index = start; index < text.length; index += 1) {
		if (text[index] === '\\') index += 1;
		else if (text[index] === quote) return index;
	}
	return undefined;
}

/** The rest of the line at an offset, without its end. */
function lineAt(text: string, offset: number): string {
	const end = text.indexOf('\n', offset);
	const content = text.slice(offset, end === -1 ? text.length : end);
	return content.endsWith('\r') ? content.slice(0, -1) : content;
}

function nextLine(text: string, offset: number): number {
	const end = text.indexOf('\n', offset);
	return end === -1 ? text.length : end + 1;
}
