import { type Phase, phases } from '../../run/events.ts';
import type { RunView } from '../../run/view.ts';
import type { Frame } from '../layout.ts';
import { columnsOf, cutText, type StyledLine } from '../styled-line.ts';
import { glyphs } from '../theme.ts';
import { windowClock, windowState } from '../window-clock.ts';
import { Rows } from './line.tsx';

/** Title line, practice banner and stations. */
export function Header(props: { layout: Frame; view: RunView; station: Phase; now: Date }) {
	const { layout, view, station, now } = props;
	const { left, banner, right } = titleParts(view, layout.columns, now);
	const width = layout.columns - 4;
	return (
		<>
			<Rows
				place={{ left: 2, top: 0, width: columnsOf(left) + 2, height: 1 }}
				rows={[[{ text: ` ${left} `, role: 'strong' }]]}
			/>
			{banner && !layout.banner ? (
				<Rows
					place={{ left: columnsOf(left) + 5, top: 0, width: columnsOf(banner) + 2, height: 1 }}
					rows={[[{ text: ` ${banner} `, role: 'warning' }]]}
				/>
			) : null}
			{right ? (
				<Rows
					place={{
						left: layout.columns - columnsOf(right) - 4,
						top: 0,
						width: columnsOf(right) + 2,
						height: 1,
					}}
					rows={[[{ text: ` ${right} ` }]]}
				/>
			) : null}
			{banner && layout.banner ? (
				<Rows place={layout.banner} rows={[[{ text: banner, role: 'warning' }]]} />
			) : null}
			<Rows place={layout.stations} rows={[stationsLine(view, station, width)]} />
		</>
	);
}

/** The pieces of the title line; `crowded` when the banner needs a row of its own. */
export function titleParts(view: RunView, columns: number, now: Date) {
	const banner = view.practice ? 'practice stack: no Docker is touched' : undefined;
	const versions = [view.from, view.to].filter((version) => version !== undefined).join(' → ');
	const hop = view.hop ? `(${view.hop.number} of ${view.hop.hops.length})` : '';
	const title = [view.stack || 'Lockkeeper', versions, hop].filter(Boolean).join(' ');
	const clocks = view.window
		? [
				windowClock(view.window, now),
				`window ${windowState(view.window, now)}`,
				windowState(view.window, now),
			]
		: [undefined];
	const roomBeside = (clock: string | undefined) => columns - 8 - (clock ? columnsOf(clock) + 3 : 0);
	const right = clocks.find((clock) => columnsOf(title) <= roomBeside(clock)) ?? clocks.at(-1);
	const room = roomBeside(right);
	const left = cutText(title, room);
	const crowded = banner !== undefined && columnsOf(left) + columnsOf(banner) + 3 > room;
	return { left, banner, right, crowded };
}

/** The stations; the one on screen stands after a mark, and where the run is when it is another one. */
export function stationsLine(view: RunView, station: Phase, width: number): StyledLine {
	const names = stationsOf(view);
	for (const dot of [' · ', ' ']) {
		const line = names.flatMap((name, index): StyledLine => {
			const between = index === 0 ? '' : dot;
			if (name === station)
				return [{ text: `${between}` }, { text: `${glyphs.cursor} ${name}`, role: 'strong' }];
			if (name === view.phase)
				return [{ text: between }, { text: `${glyphs.running} ${name}`, role: 'accent' }];
			return [{ text: between + name, role: 'quiet' }];
		});
		if (line.reduce((sum, segment) => sum + columnsOf(segment.text), 0) <= width) return line;
	}
	return narrowStations(names, station, view.phase);
}

/** A backup has three stations of its own. */
export const stationsOf = (view: RunView): readonly Phase[] => {
	if (view.purpose === 'backup') return ['Survey', 'Back up', 'Report'];
	return view.visited.includes('Ways back') ? [...phases, 'Ways back'] : phases;
};

/** Where the names do not fit: the one on screen with its number. */
function narrowStations(names: readonly Phase[], station: Phase, live: Phase): StyledLine {
	const before = names[names.indexOf(station) - 1];
	const after = names[names.indexOf(station) + 1];
	return [
		{ text: before ? `${before} · ` : '', role: 'quiet' },
		{ text: `${glyphs.cursor} ${station}`, role: 'strong' },
		{ text: after ? ` · ${after}` : '', role: 'quiet' },
		{
			text: ` (station ${names.indexOf(station) + 1} of ${names.length}${live === station ? '' : `; the run is at ${live}`})`,
		},
	];
}
