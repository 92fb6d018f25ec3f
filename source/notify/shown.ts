import { formatDuration } from '../text/duration.ts';
import { inWords } from '../text/list.ts';
import { shownAddress } from './address.ts';
import { bodyOf, environmentOf, type Message } from './message.ts';
import { addressOf, type Target, type Variables } from './target.ts';

/**
 * What a target would be sent, line by line; of an address no more than may be shown.
 * @param messages clean, one of each event
 */
export function previewLines(
	name: string,
	target: Target,
	messages: readonly Message[],
	{ directory, variables }: { readonly directory: string; readonly variables: Variables },
): readonly string[] {
	const wanted = messages.filter(({ event }) => target.on.some((one) => one === event));
	const of = wanted.map(({ event }) =>
		event === 'gate' ? `gate (once it has waited for ${formatDuration(target.waits * 1000)})` : event,
	);
	return [
		`${name}: ${inWords(of)}`,
		...('command' in target ? [`  run in ${directory}`] : [placeLine(target, variables)]),
		...wanted.flatMap((message) => [
			`  ${message.event}`,
			...('command' in target ? commandLines(message) : [`    ${bodyOf(message)}`]),
		]),
	];
}

function placeLine(target: Extract<Target, { webhook: string }>, variables: Variables): string {
	try {
		return `  POST ${shownAddress(addressOf(target, variables))}, application/json`;
	} catch (error) {
		return `  ! It could not be sent: ${(error as Error).message}`;
	}
}

const commandLines = (message: Message): readonly string[] => [
	...Object.entries(environmentOf(message)).flatMap(([variable, value]) =>
		variable === 'LOCKKEEPER_TEXT' ? [] : [`    ${variable}=${value}`],
	),
	'    LOCKKEEPER_TEXT, and on stdin:',
	...message.text.split('\n').map((line) => `      ${line}`),
];
