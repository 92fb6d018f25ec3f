import { z } from 'zod';
import { quote } from '../docker/command.ts';
import { isAllowedAddress, shownAddress } from './address.ts';

/** What somebody can be told of. */
export const notifyEvents = ['start', 'gate', 'failure', 'end'] as const;
export type NotifyEvent = (typeof notifyEvents)[number];

const when = {
	/** What it is told of; default: all. */
	on: z
		.array(z.enum(notifyEvents))
		.min(1)
		.default([...notifyEvents]),
	/** Seconds that a question waits for an answer before it is told of. */
	waits: z.int().positive().max(86_400).default(30),
};

const namesVariable = /^\$[A-Za-z_]\w*$/;

const command = z.strictObject({
	/**
	 * Program and arguments, run in the stack's directory without a shell; a program with a slash is relative to that
	 * directory. The text is on its stdin, and the rest in variables that begin with LOCKKEEPER_.
	 */
	command: z
		.array(z.string().min(1))
		.min(1)
		.refine((words) => !words.some((word) => /\$\{?[A-Za-z_]/.test(word)), {
			message:
				'expected arguments without a $NAME: no shell is there, and the program has the variables itself',
		}),
	...when,
});

const webhook = z.strictObject({
	/** Address that JSON is posted to, or the variable that holds it, as $NAME: of the shell, or of an env file. */
	webhook: z.string().refine((text) => namesVariable.test(text) || isAllowedAddress(text), {
		// What was found is not told: who has the address can write there.
		message:
			'expected an address that begins with https:// (http:// on this host alone, as 127.0.0.1), without a name and password in it; or the variable that holds one, as $NAME',
	}),
	...when,
});

/** Somebody who is told: by a program, or by a webhook. */
export const targetSchema = z.union([command, webhook]);
export type Target = z.infer<typeof targetSchema>;
export type WebhookTarget = z.infer<typeof webhook>;

/** What they are called, each otherwise than the others; of an address no more than may be shown. */
export function targetNames(targets: readonly Target[]): readonly string[] {
	const names = targets.map(nameOf);
	return names.map((name, index) => {
		const before = names.slice(0, index).filter((other) => other === name).length;
		return before === 0 ? name : `${name} (${before + 1})`;
	});
}

function nameOf(target: Target): string {
	if ('command' in target) return `command ${target.command.map(quote).join(' ')}`;
	return `webhook ${namesVariable.test(target.webhook) ? target.webhook : shownAddress(target.webhook)}`;
}

/** Value of a variable; undefined when it has none. */
export type Variables = (name: string) => string | undefined;

/** The address of a webhook. @throws Error when its variable has no value, or one that is no address for it */
export function addressOf({ webhook: said }: WebhookTarget, variables: Variables): string {
	if (!namesVariable.test(said)) return said;
	const address = variables(said.slice(1));
	if (address === undefined) throw new Error(`the variable ${said.slice(1)} has no value`);
	if (isAllowedAddress(address)) return address;
	throw new Error(
		`the variable ${said.slice(1)} holds no address that begins with https:// (http:// on this host alone), without a name and password in it`,
	);
}
