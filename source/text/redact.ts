/** Hides secrets in a text. */
export type Redact = (text: string) => string;

/** A `KEYCLOAK_URL` is none. */
const secretName = /SECRET|PASSWORD|PASSWD|PASS$|PWD$|TOKEN|KEY(?:$|S|[_\d])|CREDENTIAL|PRIVATE/i;
/** What a screen is full of. Any other variable may hand a secret on under a name of its own. */
const openName = /USER|NAME|DATABASE|DB$|SCHEMA|HOST|PROJECT|VERSION/i;
/** Of a URL: user, password, and the path, which names the database. */
const withPassword = /^[a-z][a-z0-9+.-]*:\/\/([^:@/]*):([^@/]+)@[^/]*\/?([^?#]*)/i;
const hidden = '[hidden]';

/** Whether a variable is named like a secret, or its value is a URL with a password. */
export const holdsSecret = (name: string, value: string): boolean =>
	secretName.test(name) || withPassword.test(value);

/** Values that must not be shown: of variables named like secrets, and passwords inside URLs. */
export function secretsOf(...variables: readonly Readonly<Record<string, string>>[]): readonly string[] {
	const secrets = new Set<string>();
	const open = new Set<string>();
	for (const [name, value] of variables.flatMap((some) => Object.entries(some))) {
		const [, user, password, path] = withPassword.exec(value) ?? [];
		if (password) {
			secrets.add(password).add(decoded(password));
			if (user) open.add(user);
			if (path) open.add(path);
		}
		// A log shows a key of several lines line by line.
		if (secretName.test(name)) for (const line of value.split('\n')) secrets.add(line);
		else if (openName.test(name)) open.add(value);
	}
	// A password that equals the user's or the database's name is no secret, and hiding it would blank the screen.
	// Longest first: one secret may be part of another.
	return [...secrets]
		.filter((secret) => secret.length >= 6 && !open.has(secret))
		.sort((a, b) => b.length - a.length);
}

function decoded(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

/** A function that replaces each secret, as it stands or percent-encoded or inside JSON. */
export function redactor(secrets: readonly string[]): Redact {
	const shapes = [
		...new Set(
			secrets.flatMap((secret) => [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]),
		),
	];
	return (text) => shapes.reduce((result, shape) => result.replaceAll(shape, hidden), text);
}
