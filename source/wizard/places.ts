import type { Gate } from '../run/gates.ts';
import type { Place } from './keys.ts';
import type { PaneContent } from './pane-content.ts';
import type { SceneInput } from './scene.ts';

/** Where the keys are now: the question, or a pane of a kind, and what holds around them. */
export function placesOf(
	{ picture: { view }, attention, awake }: Pick<SceneInput, 'picture' | 'attention' | 'awake'>,
	on: {
		/** The question whose pane has the keys. */
		readonly gate: Gate | undefined;
		/** What the pane with the keys shows, where it is no question. */
		readonly content: PaneContent | undefined;
		/** What can be copied: the question's, or the highlighted item's beside which the keys are. */
		readonly command: string | undefined;
		readonly panes: number;
		readonly full: boolean;
		readonly live: boolean;
	},
): ReadonlySet<Place> {
	const places = new Set<Place>();
	if (on.gate) {
		if (awake) {
			places.add(on.gate.kind);
			if (on.gate.kind === 'confirm' && !on.gate.destructive) places.add('harmless');
		}
		// Letters are text there: nothing else may take them.
		if (on.gate.kind === 'type') {
			if (on.gate.exports && awake) places.add('type or export');
			return places.add('type');
		}
		if (awake && on.command !== undefined) places.add('command');
	} else if (on.content) {
		places.add(on.content.kind);
		if (on.command !== undefined && on.content.kind !== 'log') places.add('command');
	}
	if (view.gate?.again && awake && on.live) places.add('again');
	places.add('everywhere');
	places.add(view.result ? 'ended' : 'running');
	if (on.panes > 1 && !on.full) places.add('panes');
	if (attention.search) places.add('found');
	else if (!on.live) places.add('looking back');
	else if (on.full) places.add('full screen');
	return places;
}
