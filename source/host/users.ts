// Touches the world: reads who the users of this host are.
import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';

/** A user's name; `user 1234` where this host has none for the id. */
export function userName(uid: number): string {
	try {
		const own = userInfo();
		if (own.uid === uid) return own.username;
	} catch {
		// Nobody has given this user a name.
	}
	return nameIn(passwd(), uid) ?? `user ${uid}`;
}

/** A user's home directory; undefined where this host does not tell. */
export const homeOf = (name: string | undefined): string | undefined =>
	passwd()
		.split('\n')
		.map((line) => line.split(':'))
		.find(([user]) => user === name)?.[5];

function passwd(): string {
	try {
		return readFileSync('/etc/passwd', 'utf8');
	} catch {
		return '';
	}
}

function nameIn(text: string, uid: number): string | undefined {
	const fields = text.split('\n').map((line) => line.split(':'));
	return fields.find(([, , id]) => id === String(uid))?.[0];
}
