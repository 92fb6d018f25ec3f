import { printable } from './printable.ts';
import { hidden, hideByShape, shortest } from './secret-patterns.ts';

/** Hides secrets in a text. */
export type Redact = (text: string) => string;

/** A `KEYCLOAK_URL` is none. */
const secretName =
	/SECRET|PASSWORD|PASSWD|PASSPHRASE|PASS$|(?<!^(?:OLD)?)PWD$|(?:^|_)PW$|TOKEN|KEY(?:$|S|[_\d])|CREDENTIAL|PRIVATE|BASIC_?AUTH/i;
/** What a screen is full of. Any other variable may hand a secret on under a name of its own. */
const openName = /USER|NAME|DATABASE|DB$|SCHEMA|HOST|PROJECT|VERSION/i;
/** Of a URL: user, password, and the path, which names the database. A password may have an @ that nobody has encoded. */
const withPassword = /[a-z][a-z0-9+.-]{0,40}:\/\/([^:@/?#\s]*):([^/?#\s"']+)@[^/?#\s"']*\/?([^?#\s"']*)/gi;
/** One with a slash that nobody has encoded; what begins as a port does is none. */
const withSlash = /^[a-z][a-z0-9+.-]*:\/\/[^:@/\s]*:(?!\d+\/)(\S+)@[^@\s]*$/i;
/** `?password=…`, `password='…'` of a connection's words, `Password=…;`, `"password": "…"`. */
const parameter =
	/(?:password|passwd|passphrase|pwd|secret|token|api_?key|private_?key)["']?\s*[=:]\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([^&;,\s"'{}]+))/gi;

/** Whether a variable is named like a secret, or its value is a URL with a password. */
export const holdsSecret = (name: string, value: string): boolean =>
	secretName.test(name) || withSlash.test(value) || value.search(withPassword) !== -1;

/**
 * Values that must not be shown: of variables named like secrets, and passwords inside URLs and other values. One of fewer
 * than six characters is none, nor is one that equals a user's, database's, host's or project's name.
 */
export function secretsOf(...variables: readonly Readonly<Record<string, string>>[]): readonly string[] {
	const secrets = new Set<string>();
	const open = new Set<string>();
	const add = (secret: string) => secrets.add(secret).add(decoded(secret));
	for (const [name, value] of variables.flatMap((some) => Object.entries(some))) {
		for (const [, user = '', password = '', path = ''] of value.matchAll(withPassword)) {
			add(password);
			open.add(user).add(path);
		}
		add(withSlash.exec(value)?.[1] ?? '');
		for (const [, double, single, bare] of value.matchAll(parameter)) add(double ?? single ?? bare ?? '');
		if (secretName.test(name)) for (const line of linesOf(value)) secrets.add(line);
		else if (openName.test(name)) open.add(value);
	}
	// A password that equals the user's or the database's name is no secret, and hiding it would blank the screen.
	// Longest first: one secret may be part of another.
	return [...secrets]
		.filter((secret) => secret.length >= shortest && !open.has(secret))
		.sort((a, b) => b.length - a.length);
}

/**
 * A log shows a key of several lines line by line; that of its frame is none of its own, and tells where one begins. Compose writes a dollar twice,
 * and a container gets it once.
 */
const linesOf = (value: string) =>
	[value, value.replaceAll('$$', () => '$')]
		.flatMap((each) => each.split(/\r?\n/).flatMap((line) => [line, line.trim()]))
		.filter((line) => !/^\s*-----(?:BEGIN|END) [A-Z0-9 ]+-----\s*$/.test(line));

function decoded(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

/** Control codes, which a screen does not show. */
const unseen = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/;

/**
 * A function that replaces each secret: as it stands, percent-encoded, inside JSON or a shell's quotes, in base64; also
 * when colours or other control codes stand in the middle of it. What a text itself shows to be secret is hidden as well.
 */
export function redactor(secrets: readonly string[]): Redact {
	const shapes = [...new Set(secrets.flatMap(shapesOf))].sort((a, b) => b.length - a.length);
	const any = shapes.length > 0 ? new RegExp(shapes.map(literally).join('|'), 'g') : undefined;
	const hide = (text: string) => hideByShape(any ? text.replace(any, hidden) : text);
	return (text) => {
		const once = hide(text);
		if (!unseen.test(once)) return once;
		// The screen would put together what the codes keep apart.
		const plain = printable(once);
		const again = hide(plain);
		return again === plain ? once : again;
	};
}

const literally = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

function shapesOf(secret: string): readonly string[] {
	const json = JSON.stringify(secret).slice(1, -1);
	return [
		secret,
		...percentEncoded(secret),
		json,
		...escapedJson(json),
		secret.replaceAll("'", `'\\''`),
		...[0, 1, 2].flatMap((offset) => inBase64(secret, offset)),
	];
}

/** As JavaScript, Python and forms do it, in large and in small letters. */
function percentEncoded(secret: string): readonly string[] {
	let component: string;
	try {
		component = encodeURIComponent(secret);
	} catch {
		// Half a character, which no URL holds.
		return [];
	}
	const strict = component.replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
	return [component, strict].flatMap((text) =>
		[text, text.replaceAll('%2F', '/'), text.replaceAll('%20', '+')].flatMap((each) => [
			each,
			each.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
		]),
	);
}

/** As writers of JSON do that keep to ASCII, or think of HTML. */
function escapedJson(json: string): readonly string[] {
	const code = (sign: string) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
	const ascii = json.replace(/[\u0080-\uffff]/g, code);
	return [ascii, json.replace(/[<>&]/g, code), ascii.replace(/[<>&]/g, code)];
}

/** The letters that the secret alone decides, when it begins at this place of a group of three bytes. */
function inBase64(secret: string, offset: number): readonly string[] {
	const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(secret)]);
	const letters = bytes
		.toString('base64')
		.slice(Math.ceil((offset * 8) / 6), Math.floor((bytes.length * 8) / 6));
	return [letters, letters.replaceAll('+', '-').replaceAll('/', '_')];
}
