// Touches the world: runs a command, or posts to a webhook.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Hurry } from '../host/watch-call.ts';
import { formatDuration } from '../text/duration.ts';
import type { Redact } from '../text/redact.ts';
import { secretsOfAddress } from './address.ts';
import type { Message } from './message.ts';
import { NotPosted, post } from './post.ts';
import { runCommand } from './run-command.ts';
import { addressOf, type Target, type Variables, type WebhookTarget } from './target.ts';

/** Milliseconds that one message has, with its second try. */
export const patience = 10_000;

/** Milliseconds between a first try and the second. */
const pause = 1000;

/** Where a message is sent from. */
export type Sender = {
	/** The stack's: a command is run there. */
	readonly directory: string;
	readonly variables: Variables;
	/** Hides secrets in what a command says. */
	readonly redact: Redact;
	/** In place of the time that a message has; tests alone are in such a hurry. */
	readonly hurry?: (Hurry & { readonly pause?: number }) | undefined;
};

/** What came of it. */
export type Outcome = { readonly sent: true } | { readonly sent: false; readonly reason: string };

/** Sends one message to one target; a webhook that could not take it is asked once more. Never throws. @param within milliseconds */
export async function send(
	target: Target,
	message: Message,
	sender: Sender,
	within = sender.hurry?.deadline ?? patience,
): Promise<Outcome> {
	if (within <= 0) return { sent: false, reason: tooLate(sender) };
	const { directory, hurry } = sender;
	try {
		if ('command' in target)
			await runCommand(target.command, message, { directory, deadline: within, hurry });
		else await postTwice(target, message, sender, within);
		return { sent: true };
	} catch (error) {
		return { sent: false, reason: sender.redact((error as Error).message) };
	}
}

const tooLate = ({ hurry }: Sender) =>
	`the one before it had not come to an end within ${formatDuration(hurry?.deadline ?? patience)}`;

async function postTwice(
	target: WebhookTarget,
	message: Message,
	{ variables, hurry }: Sender,
	within: number,
): Promise<void> {
	const address = addressOf(target, variables);
	const began = performance.now();
	const left = () => within - (performance.now() - began);
	const wait = hurry?.pause ?? pause;
	try {
		await post(address, message, left());
	} catch (error) {
		if (!(error instanceof NotPosted) || !error.again || left() <= wait) throw error;
		await sleep(wait);
		await post(address, message, left()).catch((second: Error) => {
			throw new Error(`${second.message}, tried twice`);
		});
	}
}

/** What gives the targets' addresses away. */
export const secretsOfTargets = (targets: readonly Target[], variables: Variables): readonly string[] =>
	targets.flatMap((target) => {
		if ('command' in target) return [];
		try {
			return secretsOfAddress(addressOf(target, variables));
		} catch {
			return [];
		}
	});
