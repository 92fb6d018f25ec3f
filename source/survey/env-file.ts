import dotenv from 'dotenv';
import type { Edit } from '../text/edit.ts';
import { inWords } from '../text/list.ts';
import { type EnvStatement, readStatements } from './env-statements.ts';

/** What an env file says, by name. What a container gets in the end only Compose can tell. */
export function readVariables(text: string): Record<string, string> {
	return dotenv.parse(text);
}

/** Characters that mean the same bare and in either kind of quotes. */
const harmless = /^[\w@%+:,./~-]+$/;

/**
 * Changes the value of one variable and no other character: line ends, quotes, comments, order and a
 * missing final newline stay. Whatever could be read in two ways is refused; the problem says what was
 * expected, what was found and what to do, and quotes no value of the file.
 */
export function setVariable(text: string, name: string, value: string): Edit {
	if (!harmless.test(value)) {
		return refused(`The value for ${name} has to be letters, digits and any of _@%+:,./~-, without blanks.`);
	}
	const { statements, faults } = readStatements(text);
	const fault = faults[0];
	if (fault) return refused(`${expectation(fault.line, fault.problem)} Mend that line first.`);
	const found = statements.filter((statement) => statement.name === name);
	const [statement] = found;
	if (!statement) return refused(`Expected a line ${name}=…, found none. Add the line ${name}=${value}.`);
	if (found.length > 1) {
		const lines = inWords(found.map((each) => String(each.line)));
		return refused(`Expected one line ${name}=…, found lines ${lines}. Remove all but one.`);
	}
	const problem = whyNotEditable(statement);
	if (problem) return refused(`Line ${statement.line}: ${problem} Write ${name}=${value} there by hand.`);
	return { ok: true, text: text.slice(0, statement.start) + value + text.slice(statement.end) };
}

function whyNotEditable(statement: EnvStatement): string | undefined {
	const { name, form, value, doubt } = statement;
	if (form === 'name alone') return `expected ${name}=…, found the name without a value.`;
	if (form === 'several lines') return `expected the value of ${name} on one line, found it on several.`;
	if (value.includes('$') && form !== 'single quotes') {
		return `expected a literal value of ${name}, found one made from another variable ($).`;
	}
	if (value.includes('\\')) return `expected a plain value of ${name}, found a backslash in it.`;
	return doubt ? `the value of ${name} ${doubt}.` : undefined;
}

/**
 * Why an env file cannot be relied on, as one sentence with the line's number, or undefined when it can.
 * No value is quoted: any of them may be a secret.
 */
export function envFileProblem(bytes: Uint8Array): string | undefined {
	const zero = bytes.indexOf(0);
	if (zero !== -1) {
		const line = bytes.subarray(0, zero).filter((byte) => byte === 10).length + 1;
		return `Expected text in UTF-8, found a NUL byte in line ${line}. Save the file as UTF-8.`;
	}
	const { text, problem } = decode(bytes);
	if (text === undefined) return problem;
	const [fault] = readStatements(text).faults;
	if (!fault) return bareName(text);
	return `${expectation(fault.line, fault.problem)} Mend or remove that line.`;
}

function bareName(text: string): string | undefined {
	const bare = readStatements(text).statements.find((statement) => statement.form === 'name alone');
	if (!bare) return undefined;
	return `${expectation(bare.line, 'a word without =')} Mend or remove that line.`;
}

function decode(bytes: Uint8Array): { text: string; problem?: never } | { text?: never; problem: string } {
	const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
	try {
		return { text: decoder.decode(bytes) };
	} catch {
		return {
			problem: `Expected text in UTF-8, found other bytes in ${invalidLine(bytes)}. Save it as UTF-8.`,
		};
	}
}

/** The first line that is not UTF-8: a byte of value 10 never stands within a UTF-8 character. */
function invalidLine(bytes: Uint8Array): string {
	const replacing = new TextDecoder('utf-8');
	const line = replacing
		.decode(bytes)
		.split('\n')
		.findIndex((each) => each.includes('\uFFFD'));
	return `line ${line + 1}`;
}

const expectation = (line: number, found: string) =>
	`Line ${line}: expected NAME=value, a comment or a blank line, found ${found}.`;

const refused = (problem: string): Edit => ({ ok: false, problem });
