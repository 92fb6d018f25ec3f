import { Box, Text } from 'ink';
import { createElement } from 'react';
import { useTheme } from '../theme.ts';

/** A row each; they have no identity of their own. */
export function Lines({ of }: { of: readonly string[] }) {
	const theme = useTheme();
	const rows = of.map((text) => createElement(Text, {}, theme.show(text)));
	return createElement(Box, { flexDirection: 'column' }, ...rows);
}
