// Touches the world: reads the tutorial's files and words out of the documentation.
import { readFileSync } from 'node:fs';

const page = new URL('../../source/runbooks/tutorial.md', import.meta.url);

type Block = { readonly language: string; readonly text: string };

const blocks = (): readonly Block[] =>
	[...readFileSync(page, 'utf8').matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(
		([, language = '', text = '']) => ({ language, text }),
	);

/** A YAML file on the page, by what it begins with. @throws Error when there is not exactly one */
function yamlFile(beginning: string): string {
	const [found, ...more] = blocks().filter(
		({ language, text }) => language === 'yaml' && text.startsWith(beginning),
	);
	if (found && more.length === 0) return found.text;
	throw new Error(`expected one YAML block that begins with “${beginning}” in ${page.pathname}`);
}

/** The reader's `lockkeeper.yaml`. */
export const tutorialRunbook = (): string => yamlFile('runbook: 1\n');

/** The Compose file that the reader begins with. */
export const tutorialComposeFile = (): string => yamlFile('services:\n');

/** Lines that the page says Lockkeeper prints, of the block that holds this one. @throws Error when none does */
export function tutorialOutput(line: string): readonly string[] {
	const found = blocks().find(({ language, text }) => language === 'text' && text.includes(line));
	if (!found) throw new Error(`expected a block of output with “${line}” in ${page.pathname}`);
	return found.text.trimEnd().split('\n');
}
