import { columnsOf } from './styled-line.ts';

/** Where a key works. Several places hold at once, e.g. `everywhere`, `list` and `running`. */
export type Place =
	| 'everywhere'
	/** While the run has no result. */
	| 'running'
	| 'ended'
	/** While an earlier station is looked at. */
	| 'looking back'
	/** More than one pane is on screen. */
	| 'panes'
	| 'list'
	| 'text'
	| 'log'
	/** The open question is about something that can be looked at once more. */
	| 'again'
	/** The highlighted item has a command. */
	| 'command'
	/** After a search was made. */
	| 'found'
	| 'full screen'
	| 'acknowledge'
	| 'confirm'
	/** A confirmation that destroys nothing. */
	| 'harmless'
	| 'type'
	/** Typing, where what would be lost can be exported first. */
	| 'type or export'
	| 'tick'
	| 'choose'
	| 'search'
	| 'help'
	| 'meaning'
	| 'leave dialog'
	| 'stop dialog';

type KeyRow = {
	readonly id: string;
	/** Names of presses, see `readPresses`. */
	readonly presses: readonly string[];
	/** As the key line and the help name it. */
	readonly shown: string;
	/** One or two words for the key line; absent when only the help lists it. */
	readonly word?: string;
	/** What it does, for the help. */
	readonly does: string;
	readonly places: readonly Place[];
};

/** Every key of the wizard, once. Where two rows fit, the earlier one holds. */
export const keys = [
	{
		id: 'help',
		presses: ['?'],
		shown: '?',
		word: 'help',
		does: 'Show or close this list',
		places: ['everywhere', 'help'],
	},

	{
		id: 'meaning',
		presses: ['h'],
		shown: 'h',
		word: 'explain',
		does: 'Say what the highlighted line and the question are, and why they matter',
		places: ['everywhere', 'meaning'],
	},

	{
		id: 'stop then leave',
		presses: ['s'],
		shown: 's',
		word: 'stop at the next safe point',
		does: 'Stop at the next safe point',
		places: ['leave dialog'],
	},
	{
		id: 'leave at once',
		presses: ['l', 'ctrl+c'],
		shown: 'l',
		word: 'leave at once',
		does: 'Leave at once',
		places: ['leave dialog'],
	},
	{
		id: 'stop for sure',
		presses: ['y'],
		shown: 'y',
		word: 'yes, stop',
		does: 'Yes, stop at the next safe point',
		places: ['stop dialog'],
	},
	{
		id: 'close',
		presses: ['escape', 'n'],
		shown: 'Esc',
		word: 'stay',
		does: 'Close the dialog, nothing changes',
		places: ['leave dialog', 'stop dialog'],
	},
	{
		id: 'close',
		presses: ['escape', 'q'],
		shown: 'Esc',
		word: 'back',
		does: 'Close this text',
		places: ['help', 'meaning'],
	},

	{
		id: 'find',
		presses: ['enter'],
		shown: 'Enter',
		word: 'find',
		does: 'Look for the text',
		places: ['search'],
	},
	{
		id: 'end search',
		presses: ['escape'],
		shown: 'Esc',
		word: 'end search',
		does: 'End the search',
		places: ['search', 'found'],
	},

	{
		id: 'acknowledge',
		presses: ['space', 'a'],
		shown: 'Space',
		word: 'acknowledge',
		does: 'Acknowledge the highlighted item',
		places: ['acknowledge'],
	},
	{ id: 'yes', presses: ['y'], shown: 'y', word: 'yes', does: 'Answer yes', places: ['confirm'] },
	{
		id: 'yes',
		presses: ['enter'],
		shown: 'Enter',
		does: 'Answer yes, where nothing is destroyed',
		places: ['harmless'],
	},
	{
		id: 'works',
		presses: ['w'],
		shown: 'w',
		word: 'works',
		does: 'It was tried and works',
		places: ['tick'],
	},
	{
		id: 'broken',
		presses: ['b'],
		shown: 'b',
		word: 'broken',
		does: 'It was tried and is broken',
		places: ['tick'],
	},
	{
		id: 'not made',
		presses: ['m'],
		shown: 'm',
		word: 'not made',
		does: 'It was not tried',
		places: ['tick'],
	},
	{
		id: 'choose',
		presses: ['enter'],
		shown: 'Enter',
		word: 'choose',
		does: 'Choose the highlighted item',
		places: ['choose'],
	},
	{
		id: 'send',
		presses: ['enter'],
		shown: 'Enter',
		word: 'go on',
		does: 'Go on once every item has its answer, or the text is typed',
		places: ['acknowledge', 'tick', 'type'],
	},
	{
		// Letters are text there: the answer is typed.
		id: 'export',
		presses: [],
		shown: 'e Enter',
		word: 'export first',
		does: 'Export what would be lost, then be asked again',
		places: ['type or export'],
	},
	{
		id: 'no',
		presses: ['n'],
		shown: 'n',
		word: 'no',
		does: 'Answer no',
		places: ['confirm', 'acknowledge', 'tick', 'choose'],
	},

	{
		id: 'live',
		presses: ['escape'],
		shown: 'Esc',
		word: 'to where the run is',
		does: 'Back to the station where the run is',
		places: ['looking back'],
	},
	{
		id: 'window',
		presses: ['escape'],
		shown: 'Esc',
		word: 'all panes',
		does: 'Show all panes again',
		places: ['full screen'],
	},
	{
		id: 'leave',
		presses: ['q', 'ctrl+c'],
		shown: 'q',
		word: 'close',
		does: 'Close the wizard',
		places: ['ended'],
	},
	{
		id: 'first error',
		presses: ['e'],
		shown: 'e',
		word: 'first error',
		does: 'Go to the first line that says it is an error; n and N lead to the others',
		places: ['log'],
	},
	{
		id: 'level',
		presses: ['l'],
		shown: 'l',
		word: 'level',
		does: 'Show all lines, warnings and errors, or errors alone',
		places: ['log'],
	},
	{
		id: 'up',
		presses: ['up', 'k'],
		shown: '↑',
		does: 'One item or line up',
		places: ['list', 'text', 'log', 'acknowledge', 'tick', 'choose', 'confirm', 'help', 'meaning'],
	},
	{
		id: 'down',
		presses: ['down', 'j'],
		shown: '↓',
		word: 'down',
		does: 'One item or line down',
		places: ['list', 'text', 'log', 'acknowledge', 'tick', 'choose', 'confirm', 'help', 'meaning'],
	},
	{
		id: 'page up',
		presses: ['pageup'],
		shown: 'PgUp',
		does: 'A page up',
		places: ['list', 'text', 'log', 'acknowledge', 'tick', 'confirm', 'choose', 'type', 'help', 'meaning'],
	},
	{
		id: 'page down',
		presses: ['pagedown'],
		shown: 'PgDn',
		word: 'page',
		does: 'A page down',
		places: ['list', 'text', 'log', 'acknowledge', 'tick', 'confirm', 'choose', 'type', 'help', 'meaning'],
	},
	{ id: 'start', presses: ['home'], shown: 'Home', does: 'To the start', places: ['list', 'text', 'log'] },
	{
		id: 'end',
		presses: ['end'],
		shown: 'End',
		does: 'To the end; a log is followed again',
		places: ['list', 'text', 'log'],
	},
	{
		id: 'next pane',
		presses: ['tab'],
		shown: 'Tab',
		word: 'pane',
		does: 'Go to the next pane',
		places: ['panes', 'type'],
	},
	{
		id: 'previous pane',
		presses: ['shift+tab'],
		shown: 'Shift+Tab',
		does: 'Go to the pane before',
		places: ['panes', 'type'],
	},
	{
		id: 'search',
		presses: ['/'],
		shown: '/',
		word: 'search',
		does: 'Search in this pane',
		places: ['list', 'text', 'log'],
	},
	{
		id: 'next match',
		presses: ['n'],
		shown: 'n',
		word: 'next',
		does: 'The next place found',
		places: ['found'],
	},
	{
		id: 'previous match',
		presses: ['N'],
		shown: 'N',
		word: 'previous',
		does: 'The place found before',
		places: ['found'],
	},
	{
		id: 'pause',
		presses: ['p'],
		shown: 'p',
		word: 'pause',
		does: 'Stop following the log, or follow it again',
		places: ['log'],
	},
	{
		id: 'wrap',
		presses: ['w'],
		shown: 'w',
		word: 'wrap',
		does: 'Show long lines whole, or cut them',
		places: ['log'],
	},
	{
		id: 'times',
		presses: ['t'],
		shown: 't',
		does: 'Leave out the time at the start of each line, or show it',
		places: ['log'],
	},
	{
		id: 'pager',
		presses: ['o'],
		shown: 'o',
		word: 'open',
		does: 'Open the whole log in $PAGER, or in less; the run goes on',
		places: ['log'],
	},
	{
		id: 'look again',
		presses: ['x'],
		shown: 'x',
		word: 'look again',
		does: 'Make every check once more, after you have mended something',
		places: ['again'],
	},
	{
		id: 'copy',
		presses: ['c'],
		shown: 'c',
		word: 'copy',
		does: 'Copy the command, or the text that is yours to send, to the clipboard, where the terminal takes it from programs (OSC 52)',
		places: ['command'],
	},
	{
		id: 'full',
		presses: ['f'],
		shown: 'f',
		word: 'full screen',
		does: 'Give this pane the whole screen, or share it again',
		places: ['everywhere'],
	},
	{
		id: 'back',
		presses: ['left', '['],
		shown: '←',
		word: 'look back',
		does: 'Look at the station before; the run goes on',
		places: ['everywhere'],
	},
	{
		id: 'forward',
		presses: ['right', ']'],
		shown: '→',
		does: 'Look at the station after',
		places: ['everywhere'],
	},
	{
		id: 'ways back',
		presses: ['r'],
		shown: 'r',
		word: 'ways back',
		does: 'Ask for the ways back, at the next safe point',
		places: ['running'],
	},
	{
		id: 'stop',
		presses: ['!'],
		shown: '!',
		word: 'stop',
		does: 'Stop at the next safe point; asks first',
		places: ['running'],
	},
	{
		id: 'leave',
		presses: ['q', 'ctrl+c'],
		shown: 'q',
		word: 'leave',
		does: 'Leave the wizard; asks first',
		places: ['running'],
	},
	{
		id: 'suspend',
		presses: ['ctrl+z'],
		shown: 'Ctrl+Z',
		does: 'Back to the shell for a while; its fg opens the wizard again',
		places: ['everywhere', 'type'],
	},
	{
		id: 'leave',
		presses: ['ctrl+c'],
		shown: 'Ctrl+C',
		word: 'leave',
		does: 'Leave the wizard; asks first',
		places: ['type'],
	},
] as const satisfies readonly KeyRow[];

export type KeyId = (typeof keys)[number]['id'];

/** The key's id in these places, or undefined when it does nothing here. */
export function keyFor(press: string, places: ReadonlySet<Place>): KeyId | undefined {
	return rowsFor(places).find((row) => row.presses.includes(press))?.id as KeyId | undefined;
}

/** `key word` pairs that fit into `width` columns, the most needed first and the way out last, always. */
export function keyLine(places: ReadonlySet<Place>, width: number): string {
	const rows = rowsFor(places).filter((row) => row.word !== undefined);
	const pair = (row: KeyRow) => `${row.shown} ${row.word}`;
	const out = rows.filter((row) => row.id === 'leave').map(pair);
	let room = width - out.reduce((sum, part) => sum + columnsOf(part) + 2, 0);
	const parts: string[] = [];
	for (const part of rows.filter((row) => row.id !== 'leave').map(pair)) {
		const wanted = columnsOf(part) + (parts.length > 0 ? 2 : 0);
		if (wanted > room) continue;
		parts.push(part);
		room -= wanted;
	}
	return [...parts, ...out].join('  ');
}

/** What the help lists for these places. */
export function helpRows(places: ReadonlySet<Place>): readonly { shown: string; does: string }[] {
	return rowsFor(places).map(({ shown, does }) => ({ shown, does }));
}

function rowsFor(places: ReadonlySet<Place>): readonly KeyRow[] {
	const rows: readonly KeyRow[] = keys;
	return rows.filter((row) => row.places.some((place) => places.has(place)));
}
