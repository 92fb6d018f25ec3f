import type { Attention } from './attention.ts';
import type { PaneId } from './layout.ts';
import type { Scene } from './scene.ts';

/** Under what name a pane's scrolling is kept. A detail belongs to its item, so another item starts at its top. */
export function paneKey(
	scene: Pick<Scene, 'station' | 'contents'>,
	pane: PaneId,
	attention: Pick<Attention, 'overlay'>,
): string {
	if (attention.overlay) return `overlay/${attention.overlay}`;
	const content = scene.contents[pane];
	if (content?.kind === 'log') return `log/${content.service}`;
	const list = scene.contents.list;
	const item = pane === 'detail' && list?.kind === 'list' ? `/${list.cursor}` : '';
	return `${scene.station}/${pane}${item}`;
}
