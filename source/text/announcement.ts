/** What an announcement may name, in braces. */
export const placeholders = ['app', 'stack', 'from', 'to', 'window'] as const;
type Placeholder = (typeof placeholders)[number];

const pattern = /\{(\w+)\}/g;

/** A name in braces that nobody knows; undefined when there is none. */
export const unknownPlaceholder = (text: string): string | undefined =>
	[...text.matchAll(pattern)].map(([, name = '']) => name).find((name) => !isPlaceholder(name));

/** The text with its placeholders filled. */
export const fillAnnouncement = (text: string, values: Readonly<Record<Placeholder, string>>): string =>
	text.replaceAll(pattern, (whole, name: string) => (isPlaceholder(name) ? values[name] : whole));

const isPlaceholder = (name: string): name is Placeholder =>
	(placeholders as readonly string[]).includes(name);
