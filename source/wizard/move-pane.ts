import type { Attention, Search } from './attention.ts';
import type { Hands } from './hands.ts';
import { levelOf } from './logs/level.ts';
import { type LogLook, nextLevel, otherTimes, otherWrap, plainLook } from './logs/look.ts';
import { lastTop } from './logs/rows.ts';
import { findLines, type PaneContent } from './pane-content.ts';
import { paneKey } from './pane-key.ts';

type PaneKeyId =
	| 'up'
	| 'down'
	| 'page up'
	| 'page down'
	| 'start'
	| 'end'
	| 'pause'
	| 'search'
	| 'find'
	| 'next match'
	| 'previous match'
	| 'end search'
	| LogKeyId;
type LogKeyId = 'first error' | 'level' | 'wrap' | 'times';

/** Scrolls, walks and searches the pane that has the keys. */
export function movePane(key: PaneKeyId, hands: Hands) {
	const { scene, change } = hands;
	const focus = scene.focus;
	const content = focus === undefined ? undefined : scene.contents[focus];
	if (focus === undefined || !content || scene.layout.kind !== 'frame') return;
	const pane: Target = {
		content,
		key: paneKey(scene, focus, hands.attention()),
		box: scene.layout.panes.find(({ id }) => id === focus)?.box ?? { width: 1, height: 1 },
	};
	switch (key) {
		case 'search':
			return change((before) => ({ ...before, search: { pane: pane.key, text: '', typing: true } }));
		case 'end search':
			return change(({ search: _ended, ...rest }) => rest);
		case 'first error':
			if (content.kind !== 'log') return;
			change((before) => ({ ...before, search: { pane: pane.key, text: '', errors: true, typing: false } }));
			return find(pane, 1, hands);
		case 'level':
			return look(pane, nextLevel, hands);
		case 'wrap':
			return look(pane, otherWrap, hands);
		case 'times':
			return look(pane, otherTimes, hands);
		case 'find':
		case 'next match':
		case 'previous match':
			return find(pane, key === 'previous match' ? -1 : 1, hands);
		default:
			return scroll(pane, key, hands);
	}
}

type Target = {
	readonly content: PaneContent;
	readonly key: string;
	readonly box: { readonly width: number; readonly height: number };
};
type Scroll = Exclude<
	PaneKeyId,
	'search' | 'find' | 'next match' | 'previous match' | 'end search' | LogKeyId
>;

function look({ content, key }: Target, next: (look: LogLook) => LogLook, { change }: Hands): void {
	if (content.kind !== 'log') return;
	change((before) => ({
		...before,
		looks: { ...before.looks, [key]: next(before.looks[key] ?? plainLook) },
	}));
}

function scroll({ content, key: name, box }: Target, key: Scroll, { change, logs, scene }: Hands): void {
	const { height } = box;
	if (content.kind === 'list') {
		const next = stepTo(key, content.cursor, height, content.items.length - 1);
		change((before) => ({ ...before, cursors: { ...before.cursors, [`${scene.station}/list`]: next } }));
		return;
	}
	if (content.kind === 'text') {
		const last = Math.max(0, content.lines.length - height);
		change((before) =>
			withTop(before, name, stepTo(key, Math.min(before.tops[name] ?? 0, last), height, last)),
		);
		return;
	}
	change((before) => {
		const look = before.looks[name] ?? plainLook;
		const view = logs.view(content.service, look.least);
		const last = lastTop(view, { look, ...box });
		const top = before.tops[name];
		if (key === 'pause') return withTop(before, name, top === undefined ? view.numberAt(last) : undefined);
		const at = top === undefined ? last : Math.min(view.positionOf(top), last);
		const next = stepTo(key, at, height, last);
		return withTop(before, name, next >= last ? undefined : view.numberAt(next));
	});
}

function stepTo(key: Scroll, from: number, page: number, last: number): number {
	const steps = { up: -1, down: 1, 'page up': -page, 'page down': page, start: -from, end: last, pause: 0 };
	return Math.max(0, Math.min(last, from + steps[key]));
}

/** A log without a top follows its end. */
function withTop(attention: Attention, name: string, top: number | undefined): Attention {
	const { [name]: _before, ...tops } = attention.tops;
	return { ...attention, tops: top === undefined ? tops : { ...tops, [name]: top } };
}

function find({ content, key: name, box }: Target, step: 1 | -1, hands: Hands): void {
	const { change, logs, scene } = hands;
	const { search, looks } = hands.attention();
	if (!search || (search.text === '' && !search.errors)) {
		change(({ search: _ended, ...rest }) => rest);
		return;
	}
	const log =
		content.kind === 'log' ? logs.view(content.service, (looks[name] ?? plainLook).least) : undefined;
	const found = log
		? log.find(search.errors ? saysError : holds(search.text))
		: content.kind === 'log'
			? []
			: content.kind === 'text'
				? findLines(content.lines, search.text)
				: content.items.flatMap((item, index) => (findLines(item, search.text).length > 0 ? [index] : []));
	const line = nextFound(found, search.at?.line, step, log !== undefined && !search.errors);
	const next: Search = {
		...{ pane: name, text: search.text, typing: false },
		...(search.errors ? { errors: true } : {}),
	};
	change((before) => {
		if (line === undefined) return { ...before, search: next };
		const at = { line, index: found.indexOf(line), count: found.length };
		const searched = { ...before, search: { ...next, at } };
		if (content.kind === 'list') {
			return { ...searched, cursors: { ...before.cursors, [`${scene.station}/list`]: line } };
		}
		const above = Math.floor(box.height / 2);
		const top = log ? log.numberAt(Math.max(0, log.positionOf(line) - above)) : Math.max(0, line - above);
		return withTop(searched, name, top);
	});
}

const holds = (text: string) => {
	const wanted = text.toLowerCase();
	return (line: string) => line.toLowerCase().includes(wanted);
};
const saysError = (line: string) => levelOf(line) === 'error';

/** The place after (or before) the one shown, around the end; a log is first searched from its newest line. */
function nextFound(
	found: readonly number[],
	at: number | undefined,
	step: 1 | -1,
	newestFirst: boolean,
): number | undefined {
	if (at === undefined) return newestFirst ? found.at(-1) : found[0];
	return step === 1
		? (found.find((line) => line > at) ?? found[0])
		: (found.findLast((line) => line < at) ?? found.at(-1));
}
