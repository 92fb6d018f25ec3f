import { userInfo } from 'node:os';
import process from 'node:process';

/** Who sits in front of this process. */
export type Who = {
	/** Name of the account, or its number where it has no name. */
	readonly user: string;
	/** The other end of the SSH connection, or `this host`. */
	readonly from: string;
};

export const whoIsHere = (): Who => ({
	user: accountName(),
	from: process.env.SSH_CONNECTION?.split(' ')[0] || 'this host',
});

/** In a container the account may have no name. */
function accountName(): string {
	try {
		return userInfo().username;
	} catch {
		return `user ${process.getuid?.() ?? 'unknown'}`;
	}
}
