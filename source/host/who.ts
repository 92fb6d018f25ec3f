// Touches the world: reads who sits in front of this process.
import process from 'node:process';
import { environmentOf, lineOf } from './processes.ts';
import { userName } from './users.ts';

/** Who sits in front of this process. */
export type Who = {
	/** `ada`, or `ada as root` when sudo says so. */
	readonly user: string;
	/** The other end of the SSH connection that this process was started through, also through sudo; else `this host`. */
	readonly from: string;
};

export const whoIsHere = (): Who => ({ user: whoWorks(), from: whereFrom() });

function whoWorks(): string {
	const name = userName(process.getuid?.() ?? -1);
	const behind = process.env.SUDO_USER;
	return behind && behind !== name ? `${behind} as ${name}` : name;
}

function whereFrom(): string {
	const own = process.env.SSH_CONNECTION;
	const above = () =>
		lineOf(process.pid)
			.flatMap((pid) => environmentOf(pid).find((entry) => entry.startsWith('SSH_CONNECTION=')) ?? [])
			.at(0)
			?.slice('SSH_CONNECTION='.length);
	return (own ?? above())?.split(' ')[0] || 'this host';
}
