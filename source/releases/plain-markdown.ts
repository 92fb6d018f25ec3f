import type { Nodes, RootContent } from 'mdast';
import { printable } from '../text/printable.ts';

/** The text of one node, marks of Markdown and control codes left out, line breaks as they stand. */
export function textOf(node: Nodes): string {
	if (node.type === 'image' || node.type === 'imageReference') return printable(node.alt ?? '');
	if (node.type === 'html') return printable(node.value.replace(/<!--[\s\S]*?-->|<\/?[a-z][^>]*>/gi, ''));
	if (node.type === 'break') return '\n';
	if ('value' in node) return printable(node.value);
	return 'children' in node ? node.children.map(textOf).join('') : '';
}

/** A block as lines for a terminal: `- ` before items, two blanks for each level below. */
export function linesOf(node: RootContent, indent = ''): string[] {
	switch (node.type) {
		case 'list':
			return node.children.flatMap((item, position) => {
				const sign = node.ordered ? `${(node.start ?? 1) + position}. ` : '- ';
				const below = indent + ' '.repeat(sign.length);
				const [first = '', ...rest] = item.children.flatMap((child) => linesOf(child, below));
				return [`${indent}${sign}${first.trimStart()}`, ...rest];
			});
		case 'blockquote':
			return node.children.flatMap((child) => linesOf(child, `${indent}  `));
		case 'code':
			return filled(printable(node.value).split('\n'), `${indent}  `);
		case 'thematicBreak':
		case 'definition':
			return [];
		case 'paragraph': {
			const text = textOf(node);
			// A table is a paragraph to CommonMark, and its rows are unreadable when they are joined.
			const lines = /^\s*\|/m.test(text) ? text.split('\n') : [text.replaceAll(/\s*\n\s*/g, ' ')];
			return filled(lines, indent);
		}
		default:
			return filled(textOf(node).split('\n'), indent);
	}
}

const filled = (lines: readonly string[], indent: string) =>
	lines.filter((line) => line.trim() !== '').map((line) => indent + line.trimEnd());
