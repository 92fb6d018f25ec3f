import type { Session } from '../run/session.ts';
import { answerGate } from './answer-gate.ts';
import { type Attention, openQuestion, stationBeside } from './attention.ts';
import type { Hands } from './hands.ts';
import { type KeyId, keyFor } from './keys.ts';
import type { PaneId } from './layout.ts';
import { cleanLogLine } from './log-line.ts';
import { moveGate } from './move-gate.ts';
import { movePane } from './move-pane.ts';
import type { Picture } from './run-picture.ts';
import { typeSearch } from './type-search.ts';

/** Does what a press means where it was made. */
export function onPress(press: string, hands: Hands): void {
	const { scene } = hands;
	if (scene.layout.kind === 'too small') {
		// Nothing can be read, so nothing is answered.
		if (press === 'ctrl+c') act('leave', hands);
		return;
	}
	if (!scene.awake) hands.disturb();
	const attention = hands.attention();
	if (attention.search?.typing && press !== 'ctrl+c') {
		typeSearch(press, hands);
		return;
	}
	const gate = scene.gateFocused ? hands.picture.view.gate : undefined;
	if (gate?.kind === 'type' && !attention.overlay && !press.startsWith('ctrl+') && !press.endsWith('tab')) {
		if (scene.awake) moveGate(gate, press, hands);
		return;
	}
	const key = keyFor(press, attention.overlay ? scene.places : scene.placesBelow);
	if (key === undefined) {
		if (press === 'ctrl+c') act('leave', hands);
		return;
	}
	act(key, hands);
}

/** Pasted text is text: it goes where text is typed, its first line alone, and nowhere else. */
export function onPaste(text: string, hands: Hands): void {
	const { scene } = hands;
	const attention = hands.attention();
	const gate = scene.gateFocused ? hands.picture.view.gate : undefined;
	const typing = attention.search?.typing || (gate?.kind === 'type' && scene.awake && !attention.overlay);
	if (!typing || scene.layout.kind === 'too small') return;
	const line = cleanLogLine(text.split(/\r|\n/)[0] ?? '');
	for (const { segment } of new Intl.Segmenter().segment(line))
		onPress(segment === ' ' ? 'space' : segment, hands);
}

function act(key: KeyId, hands: Hands) {
	const { change, scene, session, picture, close } = hands;
	const { view } = picture;
	switch (key) {
		case 'help':
			return change(({ overlay, ...rest }) => (overlay === 'help' ? rest : { ...rest, overlay: 'help' }));
		case 'meaning':
			return change(({ overlay, ...rest }) =>
				overlay === 'meaning' ? rest : { ...rest, overlay: 'meaning' },
			);
		case 'close':
			return change(({ overlay: _closed, ...rest }) => rest);
		case 'leave':
			if (view.result || hands.attention().overlay === 'leave') return close();
			return change((before) => ({ ...before, overlay: 'leave' }));
		case 'leave at once':
			return close();
		case 'stop':
			return change((before) => ({ ...before, overlay: 'stop' }));
		case 'stop then leave':
		case 'stop for sure':
			session.wish('stop');
			return change(({ overlay: _closed, ...rest }) => ({
				...rest,
				notice: {
					text: 'Asked to stop: the run ends at the next safe point and says how to go on.',
					phase: view.phase,
				},
			}));
		case 'ways back':
			return notice(askForWaysBack(session), hands);
		case 'back':
		case 'forward':
			return change((before) => lookBeside(before, view, key === 'back' ? -1 : 1));
		case 'live':
			return change(({ lookingAt: _left, focus: _pane, ...rest }) => rest);
		case 'full':
			return change((before) => withFocus(before, hands, scene.focus, !scene.full));
		case 'window':
			return change((before) => withFocus(before, hands, scene.focus, false));
		case 'next pane':
		case 'previous pane':
			return change((before) => focusBeside(before, hands, key === 'next pane' ? 1 : -1));
		case 'find':
			return;
		case 'suspend':
			return hands.suspend();
		case 'look again':
			if (view.gate && scene.awake) answerGate(view.gate, { kind: 'again' }, hands);
			return;
		case 'pager': {
			const content = scene.focus === undefined ? undefined : scene.contents[scene.focus];
			if (content?.kind !== 'log') return;
			if (content.file !== undefined) return hands.openPager(content.file);
			return notice(`The log of ${content.service} has no file yet.`, hands);
		}
		case 'copy': {
			const { copies } = scene;
			if (copies === undefined) return;
			hands.copy(copies);
			if (scene.gateFocused)
				return notice('Sent to the terminal’s clipboard, where it lets programs fill it.', hands);
			return notice(
				`Sent to the terminal’s clipboard, which not every terminal lets programs fill: ${copies}`,
				hands,
			);
		}
		case 'first error':
		case 'level':
		case 'wrap':
		case 'times':
		case 'up':
		case 'down':
		case 'page up':
		case 'page down':
		case 'start':
		case 'end':
		case 'pause':
		case 'search':
		case 'next match':
		case 'previous match':
		case 'end search': {
			const gate = scene.gateFocused && !hands.attention().overlay ? view.gate : undefined;
			if (gate && key !== 'end search') return moveGate(gate, key, hands);
			return movePane(key, hands);
		}
		case 'acknowledge':
		case 'yes':
		case 'no':
		case 'works':
		case 'broken':
		case 'not made':
		case 'send':
			if (view.gate && scene.gateFocused) moveGate(view.gate, key, hands);
			return;
		case 'export':
			// Typed as text, see `typeMove`.
			return;
		case 'choose':
			// ink-select-input takes the key itself.
			return;
		default:
			return key satisfies never;
	}
}

const notice = (text: string, { change, picture, scene }: Hands) => {
	const { phase, gate } = picture.view;
	const beside = scene.gateFocused && gate ? { gate: gate.id } : {};
	change((before) => ({ ...before, notice: { text, phase, ...beside } }));
};

function lookBeside(before: Attention, view: Picture['view'], step: -1 | 1): Attention {
	const { lookingAt, focus: _pane, search: _search, ...rest } = before;
	const station = stationBeside(view.visited, view.phase, lookingAt, step);
	return { ...rest, ...(station === undefined ? {} : { lookingAt: station }) };
}

function focusBeside(before: Attention, hands: Hands, step: 1 | -1): Attention {
	const { panes, focus, full } = hands.scene;
	if (full || focus === undefined) return before;
	const { search: _search, ...rest } = before;
	return withFocus(rest, hands, panes[(panes.indexOf(focus) + step + panes.length) % panes.length], false);
}

function withFocus(
	before: Attention,
	{ picture }: Hands,
	pane: PaneId | undefined,
	full: boolean,
): Attention {
	if (pane === undefined) return before;
	return { ...before, focus: { pane, full, gate: openQuestion(picture.view) } };
}

function askForWaysBack(session: Session): string {
	const asked = session.wish('ways back');
	return asked.taken ? 'Asked for the ways back: they are offered at the next safe point.' : asked.reason;
}
