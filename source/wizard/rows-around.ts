import type { RunView } from '../run/view.ts';
import { titleParts } from './components/header.tsx';
import type { LayoutInput } from './layout.ts';
import { leavingText } from './overlays.ts';
import { wrapText } from './styled-line.ts';

/** Rows above and below the body that depend on what they say. */
export function rowsAround(
	view: RunView,
	guidance: string,
	columns: number,
	now: Date,
): Pick<LayoutInput, 'bannerRow' | 'guidanceRows' | 'leavingRows'> {
	const width = columns - 4;
	return {
		bannerRow: titleParts(view, columns, now).crowded,
		guidanceRows: Math.min(3, wrapText(guidance, width).length),
		leavingRows: Math.min(5, wrapText(leavingText(view), width).length),
	};
}
