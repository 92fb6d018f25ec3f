import { interpolate, type Lookup } from './interpolate.ts';

const line =
	/^[ \t]*(?:export[ \t]+)?([\w.-]+)[ \t]*(?:=[ \t]*('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[^\r\n]*)|:[ \t]+([^\r\n]*))?[ \t]*(?:#[^\r\n]*)?\r?$/gm;

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/**
 * Reads an env file by Compose's rules: `export`, quotes, comments, variables in all but single quotes.
 * @param lookup variables from outside; those of earlier lines come after them
 */
export function parseEnvFile(text: string, lookup: Lookup): Record<string, string> {
	const values: Record<string, string> = {};
	const known: Lookup = (name) => lookup(name) ?? values[name];
	for (const [, name = '', assigned, colon] of text.matchAll(line)) {
		const raw = assigned ?? colon;
		if (raw === undefined) {
			const inherited = lookup(name);
			if (inherited !== undefined) values[name] = inherited;
		} else values[name] = readValue(raw, known);
	}
	return values;
}

function readValue(raw: string, lookup: Lookup): string {
	if (raw.startsWith("'") && raw.endsWith("'") && raw.length > 1)
		return raw.slice(1, -1).replaceAll("\\'", "'");
	if (raw.startsWith('"') && raw.endsWith('"') && raw.length > 1) {
		const inner = raw
			.slice(1, -1)
			.replaceAll(/\\([nrt"\\])/g, (_, escaped: string) => escapes[escaped] ?? escaped);
		return interpolate(inner, lookup);
	}
	return interpolate(raw.replace(/(?:^|[ \t])#.*$/, '').trim(), lookup);
}
