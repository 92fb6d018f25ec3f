import type { RootContent } from 'mdast';
import { headingOf } from './marks/headings.ts';
import { textOf } from './plain-markdown.ts';

/** Characters of a label at most: what is longer says something of its own. */
const longest = 40;

/** A text that stands where others have a heading: `BREAKING`, `Upgrade notes:`. */
function labelIn(text: string): string | undefined {
	const label = text.trim().replace(/:$/, '');
	const short = label.length <= longest && !/[.!?;,]/.test(label);
	return short && Object.keys(headingOf(label)).length > 0 ? label : undefined;
}

/** A paragraph that is bold as a whole, or ends with a colon, where others have a heading. */
export function labelOf(node: RootContent): string | undefined {
	if (node.type !== 'paragraph') return undefined;
	const bold = node.children.length === 1 && node.children[0]?.type === 'strong';
	const text = textOf(node).trim();
	return bold || text.endsWith(':') ? labelIn(text) : undefined;
}

/** The heading that each line of a list stands under: an item that is a label has those below it. */
export function categoriesOf(lines: readonly string[], category: string): readonly string[] {
	const open: { readonly depth: number; readonly label: string }[] = [];
	return lines.map((line, index) => {
		const depth = depthOf(line);
		while (open.length > 0 && depth <= (open.at(-1)?.depth ?? 0)) open.pop();
		const above = open.at(-1)?.label ?? category;
		const label = labelIn(line.replace(/^\s*(?:[-*+]|\d+[.)])\s+/, ''));
		if (label !== undefined && depthOf(lines[index + 1] ?? '') > depth) open.push({ depth, label });
		return above;
	});
}

const depthOf = (line: string) => /^\s*/.exec(line)?.[0].length ?? 0;
