// Touches the world: a program in a real pseudo terminal, its screen kept by a real terminal emulator.
import { StringDecoder } from 'node:string_decoder';
import { type IPty, spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';

/** One character of the screen; colours are numbers of the palette, undefined for the terminal's own. */
export type Cell = {
	readonly text: string;
	readonly foreground: number | undefined;
	readonly bold: boolean;
	readonly dim: boolean;
	readonly inverse: boolean;
};

export type Terminal = {
	/** The screen as an operator sees it, one line a row, without trailing spaces. */
	readonly text: () => string;
	readonly rows: () => readonly string[];
	/** The screen with its colours, for a picture. */
	readonly cells: () => readonly (readonly Cell[])[];
	/** Keys as a keyboard sends them; `keys` names those that are no character. */
	readonly type: (text: string) => void;
	/** Waits until the screen shows the pattern, and fails with the screen when it does not within `milliseconds`. */
	readonly waitFor: (pattern: RegExp | string, milliseconds?: number) => Promise<string>;
	readonly resize: (columns: number, rows: number) => void;
	/** Everything the program wrote, escape sequences included. */
	readonly raw: () => string;
	/** Bytes that came to the screen. */
	readonly taken: () => number;
	/** Whether the alternate screen is up. */
	readonly alternate: () => boolean;
	/** Sends the program a signal, e.g. SIGTERM. */
	readonly signal: (name: string) => void;
	/** The program's exit code; undefined while it runs. */
	readonly exit: () => number | undefined;
	readonly waitForExit: (milliseconds?: number) => Promise<number>;
	/** Ends the program where it still runs. */
	readonly close: () => Promise<void>;
};

/** What keys without a character send. */
export const keys = {
	up: '\x1b[A',
	down: '\x1b[B',
	right: '\x1b[C',
	left: '\x1b[D',
	pageUp: '\x1b[5~',
	pageDown: '\x1b[6~',
	home: '\x1b[H',
	end: '\x1b[F',
	enter: '\r',
	escape: '\x1b',
	tab: '\t',
	backspace: '\x7f',
	ctrlC: '\x03',
} as const;

/** Starts `program` (an executable with its arguments) in a terminal of this size. */
export function openTerminal(options: {
	readonly columns: number;
	readonly rows: number;
	readonly program: string;
	readonly args?: readonly string[];
	readonly env?: Readonly<Record<string, string | undefined>>;
	readonly cwd?: string;
	/** Bytes a second between the program and the screen; the program is held up by what does not come through. */
	readonly speed?: number;
	/** What the program finds in TERM. */
	readonly term?: string;
}): Terminal {
	const { columns, rows, program, args = [], env = process.env, cwd = process.cwd(), speed } = options;
	const { term = 'xterm-256color' } = options;
	const screen = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 1000 });
	const child = spawn(program, [...args], {
		cols: columns,
		rows,
		cwd,
		name: term,
		env: Object.fromEntries(
			Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
		),
	});
	let raw = '';
	let exit: number | undefined;
	let taken = 0;
	const line = speed === undefined ? undefined : slowLine(child, speed, (text) => show(text));
	const show = (data: string) => {
		taken += Buffer.byteLength(data);
		screen.write(data);
	};
	const output = child.onData((data) => {
		raw += data;
		if (line) line.take(data);
		else show(data);
	});
	const ended = child.onExit(({ exitCode }) => {
		exit = exitCode;
	});
	// The emulator answers questions about itself, as a terminal does.
	const replies = screen.onData((data) => {
		if (exit === undefined) child.write(data);
	});

	const lines = () => {
		const { active } = screen.buffer;
		return Array.from(
			{ length: screen.rows },
			(_, row) => active.getLine(active.baseY + row)?.translateToString(true) ?? '',
		);
	};
	const cells = () => {
		const { active } = screen.buffer;
		return Array.from({ length: screen.rows }, (_, row) => {
			const line = active.getLine(active.baseY + row);
			return Array.from({ length: screen.cols }, (_, column): Cell => {
				const cell = line?.getCell(column);
				return {
					text: cell?.getChars() || ' ',
					foreground: cell?.isFgPalette() ? cell.getFgColor() : undefined,
					bold: Boolean(cell?.isBold()),
					dim: Boolean(cell?.isDim()),
					inverse: Boolean(cell?.isInverse()),
				};
			});
		});
	};
	const text = () => lines().join('\n');
	const until = async (reached: () => boolean, milliseconds: number, wanted: string) => {
		const deadline = Date.now() + milliseconds;
		while (!reached()) {
			if (Date.now() > deadline)
				throw new Error(`expected ${wanted} within ${milliseconds} ms; the screen:\n${text()}`);
			await new Promise((resolve) => setTimeout(resolve, 20));
		}
	};

	return {
		text,
		rows: lines,
		cells,
		type: (keystrokes) => child.write(keystrokes),
		async waitFor(pattern, milliseconds = 10_000) {
			const found = () =>
				typeof pattern === 'string'
					? text().includes(pattern)
					: new RegExp(pattern.source, pattern.flags.replace('g', '')).test(text());
			await until(() => found() || exit !== undefined, milliseconds, `the screen to show ${pattern}`);
			// What was written last may still be on its way into the emulator.
			if (!found())
				await until(found, 500, `the screen to show ${pattern} (the program has ended with ${exit})`);
			return text();
		},
		resize(newColumns, newRows) {
			screen.resize(newColumns, newRows);
			child.resize(newColumns, newRows);
		},
		raw: () => raw,
		taken: () => taken,
		alternate: () => screen.buffer.active.type === 'alternate',
		signal: (name) => child.kill(name),
		exit: () => exit,
		async waitForExit(milliseconds = 10_000) {
			await until(() => exit !== undefined, milliseconds, 'the program to end');
			await new Promise<void>((resolve) => screen.write('', resolve));
			return exit ?? -1;
		},
		async close() {
			if (exit === undefined) {
				child.kill('SIGKILL');
				await until(() => exit !== undefined, 5000, 'the program to end').catch(() => {});
			}
			line?.close();
			for (const listener of [output, ended, replies]) listener.dispose();
			screen.dispose();
		},
	};
}

/** Lets through so many bytes a second, and reads no more from the program while some of them wait. */
function slowLine(child: IPty, speed: number, show: (text: string) => void) {
	const decoder = new StringDecoder();
	let waiting = Buffer.alloc(0);
	let last = performance.now();
	let credit = 0;
	const timer = setInterval(() => {
		const now = performance.now();
		// What an idle line did not carry is lost, and a line never hurries after a moment in which nobody looked.
		credit = waiting.length === 0 ? 0 : credit + (Math.min(now - last, 20) * speed) / 1000;
		last = now;
		const bytes = waiting.subarray(0, Math.floor(credit));
		if (bytes.length === 0) return;
		credit -= bytes.length;
		waiting = waiting.subarray(bytes.length);
		show(decoder.write(bytes));
		if (waiting.length === 0) child.resume();
	}, 10);
	return {
		take(data: string) {
			waiting = Buffer.concat([waiting, Buffer.from(data)]);
			child.pause();
		},
		close: () => clearInterval(timer),
	};
}
