import { printable } from '../text/printable.ts';
import type { Redact } from '../text/redact.ts';
import type { NotifyEvent } from './target.ts';

/** What somebody is told. */
export type Message = {
	/** `test`: nothing has happened. */
	readonly event: NotifyEvent | 'test';
	readonly stack: string;
	readonly app: string;
	/** Versions; empty where there is none. */
	readonly from: string;
	readonly to: string;
	/** Id of the run; empty in a test. */
	readonly run: string;
	/** A line or several. */
	readonly text: string;
	/** When it happened, ISO 8601. */
	readonly time: string;
};

/** Characters; a command's environment has no room for a novel. */
const longest = 4000;

/** The message as it may leave: without secrets, and without what moves a cursor. */
export function cleanMessage(message: Message, redact: Redact): Message {
	const clean = (text: string) => printable(redact(text));
	const text = clean(message.text);
	return {
		...message,
		stack: clean(message.stack),
		app: clean(message.app),
		from: clean(message.from),
		to: clean(message.to),
		text: text.length > longest ? `${text.slice(0, longest)}…` : text,
	};
}

/** What a command finds in its environment, besides what is there. */
export const environmentOf = ({ event, stack, app, from, to, run, text }: Message) => ({
	LOCKKEEPER_EVENT: event,
	LOCKKEEPER_STACK: stack,
	LOCKKEEPER_APP: app,
	LOCKKEEPER_FROM: from,
	LOCKKEEPER_TO: to,
	LOCKKEEPER_RUN: run,
	LOCKKEEPER_TEXT: text,
});

/** What is posted to a webhook: JSON. */
export const bodyOf = ({ event, stack, app, from, to, run, text, time }: Message): string =>
	JSON.stringify({ event, stack, app, from, to, run, text, time });
