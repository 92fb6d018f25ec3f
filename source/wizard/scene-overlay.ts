import type { Attention } from './attention.ts';
import type { Place } from './keys.ts';
import { layOut } from './layout.ts';
import { meaningText } from './meanings/meaning-text.ts';
import { helpText, leaveDialog, stopDialog } from './overlays.ts';
import { contentWidth, highlightedMeaning, type PaneContent } from './pane-content.ts';
import { rowsAround } from './rows-around.ts';
import type { Scene, SceneInput } from './scene.ts';

export type Overlay = NonNullable<Attention['overlay']>;

/** A dialog or the help in place of the panes; the rest of the frame stays. */
export function composeOverlay(input: SceneInput, overlay: Overlay, below: Scene): Scene {
	const { picture, size, now } = input;
	const guidance = overlayGuidance(overlay, picture.view);
	const layout = layOut({
		...size,
		...rowsAround(picture.view, guidance, size.columns, now),
		station: { kind: 'one' },
		alone: 'station',
	});
	const box = layout.kind === 'frame' ? layout.panes[0]?.box : undefined;
	return {
		...below,
		layout,
		contents: { main: overlayContent(overlay, input, below, contentWidth('text', box?.width ?? 0)) },
		panes: ['main'],
		focus: 'main',
		gateFocused: false,
		awake: false,
		guidance,
		places: overlayPlaces(overlay),
		placesBelow: below.placesBelow,
	};
}

function overlayGuidance(overlay: Overlay, { gate, result }: SceneInput['picture']['view']): string {
	const meanwhile = result ? 'the run has ended' : gate ? 'the question waits' : 'the run goes on';
	switch (overlay) {
		case 'help':
			return 'These keys work where you were. Esc closes the list.';
		case 'meaning':
			return `Esc closes this text; ${meanwhile}.`;
		case 'leave':
		case 'stop':
			return `The wizard asks; ${meanwhile}. Esc stays.`;
		default:
			return overlay satisfies never;
	}
}

function overlayContent(
	overlay: Overlay,
	{ picture, apart = false }: SceneInput,
	below: Scene,
	room: number,
): PaneContent {
	switch (overlay) {
		case 'leave':
			return leaveDialog(picture.view, room, apart);
		case 'stop':
			return stopDialog(picture.view, room);
		case 'help':
			return helpText(below.places, room);
		case 'meaning':
			return meaningText(highlightedMeaning(below.contents), picture.view.gate, below.station, room);
		default:
			return overlay satisfies never;
	}
}

function overlayPlaces(overlay: Overlay): ReadonlySet<Place> {
	switch (overlay) {
		case 'leave':
			return new Set(['leave dialog']);
		case 'stop':
			return new Set(['stop dialog']);
		case 'help':
			return new Set(['help']);
		case 'meaning':
			return new Set(['meaning']);
		default:
			return overlay satisfies never;
	}
}
