import { useWindowSize } from 'ink';

/** Columns and rows of the terminal; 80×24 where it does not say. */
export function useTerminalSize(): { readonly columns: number; readonly rows: number } {
	const { columns, rows } = useWindowSize();
	return { columns: columns || 80, rows: rows || 24 };
}
