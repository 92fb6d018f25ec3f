import type { Phase } from '../run/events.ts';
import type { Gate } from '../run/gates.ts';
import { type Attention, firstDraft, type GateDraft, openQuestion } from './attention.ts';
import { gateRows, isUnread } from './components/gate-parts.ts';
import { guidanceText } from './guidance.ts';
import type { Place } from './keys.ts';
import { type Layout, type LayoutInput, layOut, type PaneId } from './layout.ts';
import { resultContent } from './overlays.ts';
import { contentWidth, highlightedCommand, type PaneContent } from './pane-content.ts';
import { placesOf } from './places.ts';
import { rowsAround } from './rows-around.ts';
import type { Picture } from './run-picture.ts';
import { composeOverlay } from './scene-overlay.ts';
import { screenOf } from './screens/screen.ts';

/** All that is on screen, as data; drawing and keys both read it. */
export type Scene = {
	readonly layout: Layout;
	readonly station: Phase;
	/** What the panes show; the question's own panes are drawn by the gate's component. */
	readonly contents: Partial<Record<PaneId, PaneContent>>;
	/** In the order that Tab walks, with those that a crowded screen hides. */
	readonly panes: readonly PaneId[];
	/** The pane that has the keys. */
	readonly focus: PaneId | undefined;
	/** That pane has the whole body. */
	readonly full: boolean;
	/** The open question's pane has the keys. */
	readonly gateFocused: boolean;
	readonly awake: boolean;
	readonly draft: GateDraft;
	/** What `c` copies: the question's own text or commands, or the highlighted item's. */
	readonly copies: string | undefined;
	readonly guidance: string;
	readonly places: ReadonlySet<Place>;
	/** Places without the overlay: what the help lists. */
	readonly placesBelow: ReadonlySet<Place>;
};

export type SceneInput = {
	readonly picture: Picture;
	readonly attention: Attention;
	readonly size: { readonly columns: number; readonly rows: number };
	readonly now: Date;
	readonly awake: boolean;
	/** It is read aloud: no clock counts in it. */
	readonly spoken?: boolean;
	/** The run goes on when the wizard is left. */
	readonly apart?: boolean;
};

/** The screen for a run, what the operator looks at, and a size. */
export function composeScene(input: SceneInput): Scene {
	const { overlay, ...below } = input.attention;
	// What is on top lists the keys that work once it is closed: a question is awake again then.
	const scene = composeStation({ ...input, attention: below, awake: input.awake || overlay !== undefined });
	return overlay ? composeOverlay(input, overlay, scene) : scene;
}

function composeStation(input: SceneInput): Scene {
	const { picture, attention, size, now, awake, spoken = false } = input;
	const { view } = picture;
	const station = attention.lookingAt ?? view.phase;
	const live = station === view.phase;
	const gate = live ? view.gate : undefined;
	const question = openQuestion(view);
	const draft = (question !== undefined && attention.drafts[question]) || firstDraft(view.gate);
	const screen = screenOf(station);
	const resultShown = live && view.result !== undefined && !gate && station !== 'Report';
	const ask = gate
		? { split: 'items' in gate, rows: gateRows(gate, size.columns) }
		: resultShown
			? { split: false, rows: resultContent(view, size.columns - 5).lines.length }
			: undefined;

	// What was chosen before a question opened, or was answered, does not hold after it.
	const held = attention.focus?.gate === question ? attention.focus : undefined;
	const full = held?.full ?? false;
	const shape = (guidance: string, focus: PaneId | undefined, alone: LayoutInput['alone']): LayoutInput => ({
		...size,
		...rowsAround(view, guidance, size.columns, now),
		station: screen.arrangement(picture, station),
		...(ask ? { ask } : {}),
		...(full && focus ? { full: focus } : {}),
		alone,
	});

	// Which panes there are decides the focus, and the focus what the guidance says: its height comes last.
	const panes = [
		...new Set([
			...panesOf(layOut(shape('', undefined, 'station'))),
			...panesOf(layOut(shape('', undefined, 'ask'))),
		]),
	];
	const focus = focusOf(panes, held?.pane, gate !== undefined);
	const gateFocused = gate !== undefined && (focus === 'ask' || focus === 'ask detail');
	const alone = focus === 'ask' || focus === 'ask detail' ? 'ask' : 'station';
	// The detail of a question is scrolled from the question itself.
	const walked = panes.filter((pane) => pane !== 'ask detail');
	const told = (unread: boolean) => {
		const time = spoken ? undefined : now;
		const guidance = guidanceText({
			picture,
			attention,
			station,
			gateFocused,
			tabs: tabsTo('ask', walked, focus),
			full,
			awake,
			draft,
			unread,
			now: time,
		});
		return { guidance, layout: layOut(shape(guidance, focus, alone)) };
	};
	const all = told(false);
	// How much of the question is on screen is known once all is laid out.
	const { guidance, layout } = gate && goesOn(gate, draft, all.layout) ? told(true) : all;

	const boxes = new Map(layout.kind === 'frame' ? layout.panes.map((pane) => [pane.id, pane.box]) : []);
	const widthOf = (pane: PaneId) => boxes.get(pane)?.width ?? 0;
	const cursor = attention.cursors[`${station}/list`];
	const contents = screen.panes({ picture, station, width: widthOf, cursor, now });
	const copies = gateFocused && gate ? copiesOf(gate) : highlightedCommand(contents);
	const below = placesOf(input, {
		gate: gateFocused ? gate : undefined,
		content: focus === undefined ? undefined : contents[focus],
		command: copies,
		panes: panes.length,
		full,
		live,
	});
	return {
		layout,
		station,
		contents: resultShown
			? { ...contents, ask: resultContent(view, contentWidth('text', widthOf('ask'))) }
			: contents,
		panes: walked,
		focus,
		full,
		gateFocused,
		awake,
		draft,
		copies,
		guidance,
		places: attention.search?.typing ? new Set(['search']) : below,
		placesBelow: below,
	};
}

const copiesOf = ({ copies, commands }: Gate): string | undefined =>
	copies ?? (commands.length > 0 ? commands.join('\n') : undefined);

/** How often Tab leads on until it comes to a pane. */
function tabsTo(wanted: PaneId, panes: readonly PaneId[], from: PaneId | undefined): number {
	const there = panes.indexOf(wanted) - (from === undefined ? 0 : panes.indexOf(from));
	return there > 0 ? there : there + panes.length;
}

/** Whether a question is to be read on before yes is taken. */
function goesOn(gate: Gate, draft: GateDraft, layout: Layout): boolean {
	const box = layout.kind === 'frame' ? layout.panes.find(({ id }) => id === 'ask')?.box : undefined;
	return box !== undefined && isUnread(gate, draft, box);
}

const panesOf = (layout: Layout): readonly PaneId[] =>
	layout.kind === 'frame' ? layout.panes.map((pane) => pane.id) : [];

/** What the operator chose where it is on screen; else the question, else the log, else the first pane. */
function focusOf(panes: readonly PaneId[], wanted: PaneId | undefined, gate: boolean): PaneId | undefined {
	if (wanted !== undefined && panes.includes(wanted)) return wanted;
	if (gate && panes.includes('ask')) return 'ask';
	return panes.find((pane) => pane.startsWith('log')) ?? panes[0];
}
