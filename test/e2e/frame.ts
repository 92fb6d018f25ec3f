import type { Terminal } from '../wizard/terminal.ts';

/** What is wrong with a frame of the wizard: a torn or missing border, or a line that has to be there always. */
export function frameProblems(rows: readonly string[], columns: number): readonly string[] {
	const last = rows.length - 1;
	const borders = rows.flatMap((row, number) => {
		const [left, right] = number === 0 ? ['┌', '┐'] : number === last ? ['└', '┘'] : ['│├', '│┤'];
		const whole =
			[...row].length === columns && left?.includes(row.at(0) ?? ' ') && right?.includes(row.at(-1) ?? ' ');
		return whole ? [] : [`row ${number + 1}: ${row}`];
	});
	return [
		...borders,
		...(rows.some((row) => row.includes('Leaving now costs: ')) ? [] : ['no line says what leaving costs']),
	];
}

/** Looks at the screen over and over; a frame counts once it stood still, for one is drawn in several writes. */
export function watchFrames(
	terminal: Terminal,
	columns: number,
): { readonly end: () => { readonly frames: number; readonly torn: readonly string[] } } {
	const seen = new Set<string>();
	const torn: string[] = [];
	let before = '';
	const look = () => {
		const screen = terminal.text();
		if (screen === before && terminal.alternate() && !seen.has(screen)) {
			seen.add(screen);
			const problems = frameProblems(terminal.rows(), columns);
			if (problems.length > 0) torn.push(`${problems.join('\n')}\nin:\n${screen}`);
		}
		before = screen;
	};
	const timer = setInterval(look, 40);
	return {
		end() {
			clearInterval(timer);
			return { frames: seen.size, torn };
		},
	};
}
