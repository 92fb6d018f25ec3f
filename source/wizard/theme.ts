import { createContext, useContext } from 'react';
import { asciiText } from '../text/ascii.ts';
import type { Role } from './styled-line.ts';

/** Properties of Ink's Text. */
export type TextStyle = {
	readonly color?: string;
	readonly bold?: boolean;
	readonly dimColor?: boolean;
	readonly inverse?: boolean;
};

/** How roles and characters appear on this terminal. */
export type Theme = {
	readonly style: (role: Role | undefined) => TextStyle;
	/** The text in characters that this terminal has; as many columns as before. */
	readonly show: (text: string) => string;
};

/** Colours come on top of glyphs and words: without them nothing is lost. Named colours follow the terminal's own scheme. */
export function createTheme(options: { color: boolean; ascii: boolean }): Theme {
	return {
		style: (role) => (options.color && role !== undefined ? styles[role] : plain),
		show: options.ascii ? asciiText : (text) => text,
	};
}

const plain: TextStyle = {};
const styles: Readonly<Record<Role, TextStyle>> = {
	strong: { bold: true },
	quiet: { dimColor: true },
	good: { color: 'green' },
	warning: { color: 'yellow' },
	bad: { color: 'red', bold: true },
	accent: { color: 'cyan' },
	match: { inverse: true },
};

/** Glyphs by meaning. Each has an ASCII form of the same width, see `asciiText`. */
export const glyphs = {
	pass: '✔',
	warn: '!',
	fail: '✖',
	skip: '–',
	running: '●',
	waiting: '○',
	cursor: '▸',
	match: '»',
	full: '█',
	empty: '░',
	ticked: '■',
	open: '□',
} as const;

const ThemeContext = createContext<Theme>(createTheme({ color: false, ascii: false }));
export const ThemeProvider = ThemeContext.Provider;
export const useTheme = (): Theme => useContext(ThemeContext);
