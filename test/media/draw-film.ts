import { drawRow, frameOf, type ScreenCells } from './draw-screen.ts';

/** A screen and how long it stands, seconds. */
export type Frame = { readonly cells: ScreenCells; readonly seconds: number };

/**
 * Screens one after the other, over and over, as one SVG that needs no script. A row that several of them have is there once.
 * @param still which of them is shown where motion is not wanted
 */
export function drawFilm(frames: readonly Frame[], title: string, still: number): string {
	const whole = frames.reduce((sum, { seconds }) => sum + seconds, 0);
	const rows = new Map<string, string>();
	const idOf = (drawn: string) => {
		const known = rows.get(drawn) ?? `r${rows.size}`;
		rows.set(drawn, known);
		return known;
	};
	let begins = 0;
	const keyframes: string[] = [];
	const moves: string[] = [];
	const groups = frames.map(({ cells, seconds }, index) => {
		const [from, to] = [begins, begins + seconds].map((time) => `${((100 * time) / whole).toFixed(3)}%`);
		begins += seconds;
		const before = index === 0 ? '' : '0%{visibility:hidden}';
		const after = index === frames.length - 1 ? '' : `${to}{visibility:hidden}`;
		keyframes.push(`@keyframes k${index}{${before}${from}{visibility:visible}${after}}`);
		moves.push(`#f${index}{animation:k${index} ${whole.toFixed(2)}s step-end infinite}`);
		const used = cells.map(drawRow).filter((drawn) => drawn !== '');
		return `<g id="f${index}">${used.map((drawn) => `<use href="#${idOf(drawn)}"/>`).join('')}</g>`;
	});
	const stands = `g[id^=f]{visibility:hidden}#f${still}{visibility:visible}`;
	return frameOf(frames[0]?.cells ?? [], title, [
		`<style>${keyframes.join('')}${stands}@media (prefers-reduced-motion:no-preference){${moves.join('')}}</style>`,
		'<defs>',
		...[...rows].map(([drawn, id]) => `<g id="${id}">${drawn}</g>`),
		'</defs>',
		...groups,
	]);
}
