import type { Attention, Search } from './attention.ts';
import type { Hands } from './hands.ts';
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
	| 'end search';

/** Scrolls, walks and searches the pane that has the keys. */
export function movePane(key: PaneKeyId, hands: Hands) {
	const { scene, change } = hands;
	const focus = scene.focus;
	const content = focus === undefined ? undefined : scene.contents[focus];
	if (focus === undefined || !content || scene.layout.kind !== 'frame') return;
	const pane: Target = {
		content,
		key: paneKey(scene, focus, hands.attention()),
		height: scene.layout.panes.find(({ id }) => id === focus)?.box.height ?? 1,
	};
	switch (key) {
		case 'search':
			return change((before) => ({ ...before, search: { pane: pane.key, text: '', typing: true } }));
		case 'end search':
			return change(({ search: _ended, ...rest }) => rest);
		case 'find':
		case 'next match':
		case 'previous match':
			return find(pane, key === 'previous match' ? -1 : 1, hands);
		default:
			return scroll(pane, key, hands);
	}
}

type Target = { readonly content: PaneContent; readonly key: string; readonly height: number };
type Scroll = Exclude<PaneKeyId, 'search' | 'find' | 'next match' | 'previous match' | 'end search'>;

function scroll({ content, key: name, height }: Target, key: Scroll, { change, logs, scene }: Hands): void {
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
	const last = Math.max(0, logs.total(content.service) - height);
	change((before) => {
		const top = before.tops[name];
		if (key === 'pause') return withTop(before, name, top === undefined ? last : undefined);
		const next = stepTo(key, top ?? last, height, last);
		return withTop(before, name, next >= last ? undefined : next);
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

function find({ content, key: name, height }: Target, step: 1 | -1, hands: Hands): void {
	const { change, logs, scene } = hands;
	const search = hands.attention().search;
	if (!search || search.text === '') {
		change(({ search: _ended, ...rest }) => rest);
		return;
	}
	const found =
		content.kind === 'log'
			? logs.find(content.service, search.text)
			: content.kind === 'text'
				? findLines(content.lines, search.text)
				: content.items.flatMap((item, index) => (findLines(item, search.text).length > 0 ? [index] : []));
	const line = nextFound(found, search.at?.line, step, content.kind === 'log');
	const next: Search = { pane: name, text: search.text, typing: false };
	change((before) => {
		if (line === undefined) return { ...before, search: next };
		const at = { line, index: found.indexOf(line), count: found.length };
		const searched = { ...before, search: { ...next, at } };
		if (content.kind === 'list') {
			return { ...searched, cursors: { ...before.cursors, [`${scene.station}/list`]: line } };
		}
		return withTop(searched, name, Math.max(0, line - Math.floor(height / 2)));
	});
}

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
