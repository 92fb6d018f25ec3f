// Touches the world: asks the sources of release notes, one after the other.
import { quote } from '../../docker/command.ts';
import { NotAnswered, withoutQuery } from '../../releases/address-client.ts';
import type { Changelog } from '../../releases/changelog.ts';
import { addressOnGitHub, type GitHubSource, placeOnGitHub } from '../../releases/github-source.ts';
import { type AskForNotes, type NotesAnswer, notesAt } from '../../releases/notes-at-address.ts';
import { notesOnGitHub } from '../../releases/notes-on-github.ts';
import type { ChangelogSource } from '../../runbook/changelog-schema.ts';
import type { ChangelogFact, Facts } from '../facts.ts';
import { appImages, type Stack, stateDirectory } from '../identify.ts';
import { probe } from '../probe.ts';
import { chooseNotes, type NotesWay, type Tried, tellsAll } from './choose-notes.ts';
import { notesInFile, notesInTag, notesInTree, placeInTag, placeInTree } from './in-file.ts';
import { notesInImage } from './in-image.ts';
import { keepNotes, readKeptNotes } from './kept-notes.ts';

export type NotesStack = Pick<Stack, 'directory' | 'engine' | 'runbook' | 'config'>;
type Source = {
	readonly source: string;
	readonly ask: () => Promise<Changelog>;
	/** True for one that stands in for the one before, where that could not be read. */
	readonly standsIn?: true;
};

/** Notes on the way to a target: sources are asked in the runbook's order until one tells of every version in between. */
export async function readNotes(
	stack: NotesStack,
	{ version, releases }: Pick<Facts, 'version' | 'releases'>,
	target: string,
): Promise<ChangelogFact> {
	const versions = releases.ok ? releases.value.versions : [];
	const way: NotesWay = { current: version.current, target, versions };
	const tried: Tried[] = [];
	for (const { source, ask, standsIn } of sourcesOf(stack, way)) {
		if (standsIn && tried.at(-1)?.read.ok) continue;
		const one = { source, read: await probe(ask) };
		tried.push(one);
		if (tellsAll(one, way)) break;
	}
	return chooseNotes(tried, way);
}

function sourcesOf(stack: NotesStack, way: NotesWay): readonly Source[] {
	const { changelog } = stack.runbook;
	const named = changelog === undefined ? [] : Array.isArray(changelog) ? changelog : [changelog];
	return named.flatMap((source) => sourceOf(stack, source, way));
}

function sourceOf(
	stack: NotesStack,
	source: ChangelogSource,
	{ current, target }: NotesWay,
): readonly Source[] {
	const { directory, runbook } = stack;
	if ('file' in source) {
		const { pin } = runbook.version;
		if (!('git' in pin))
			return [{ source: source.file, ask: async () => notesInFile(directory, source.file) }];
		const tag = `${pin.prefix}${target}`;
		return [
			{ source: placeInTag(tag, source.file), ask: () => notesInTag(directory, tag, source.file) },
			{
				source: placeInTree(source.file),
				ask: async () => notesInTree(directory, source.file),
				standsIn: true,
			},
		];
	}
	if ('image' in source) return imageSources(stack, source.image, target);
	const net = 'url' in source ? atAddress(source.url) : onGitHub(source, current);
	return [{ source: net.place, ask: () => once(stack, net, () => nowOrKept(stack, net)) }];
}

/** Notes that somebody else serves. */
type NetSource = Pick<Changelog, 'place' | 'command'> & {
	/** With all that makes it another source. */
	readonly address: string;
	readonly ask: (known: AskForNotes) => Promise<NotesAnswer>;
};

const atAddress = (url: string): NetSource => ({
	place: withoutQuery(url),
	address: url,
	ask: (known) => notesAt(url, known),
});

const onGitHub = (source: GitHubSource, current: string | undefined): NetSource => ({
	place: placeOnGitHub(source),
	command: `curl -fsSL ${quote(addressOnGitHub(source))}`,
	address: addressOnGitHub(source),
	ask: (known) => notesOnGitHub(source, current, known),
});

/** Built images have no version before they are built, and what runs without containers has none. */
function imageSources(stack: NotesStack, path: string, target: string): readonly Source[] {
	const without = stack.engine.service
		? 'the app runs without containers, and has no image here'
		: 'git' in stack.runbook.version.pin
			? 'the images are built from the checkout: name a file of it'
			: undefined;
	if (without !== undefined) {
		const ask = async () => {
			throw new Error(without);
		};
		return [{ source: `${path} in the image`, ask }];
	}
	return appImages(stack, target).map((image) => ({
		source: `${path} in ${image}`,
		ask: () => notesInImage(stack.engine, stack.directory, image, path),
	}));
}

/** What the net has is the same for every target: of one look at a stack it is asked for once. */
const asked = new WeakMap<NotesStack, Map<string, Promise<Changelog>>>();

function once(stack: NotesStack, { address }: NetSource, ask: () => Promise<Changelog>): Promise<Changelog> {
	const all = asked.get(stack) ?? new Map<string, Promise<Changelog>>();
	asked.set(stack, all);
	const answer = all.get(address) ?? ask();
	all.set(address, answer);
	return answer;
}

/** What is there now; where nobody answers, what was kept. @throws Error with why there is neither */
async function nowOrKept(
	{ directory }: NotesStack,
	{ address, ask, ...shown }: NetSource,
): Promise<Changelog> {
	const state = stateDirectory(directory);
	const before = readKeptNotes(state, address);
	try {
		const answer = await ask({ etag: before?.etag });
		const { etag, ...notes } = answer.is === 'here' ? answer : (before ?? { text: '' });
		await keepNotes(state, address, notes, etag);
		return { ...shown, ...contentOf(notes) };
	} catch (error) {
		if (!(error instanceof NotAnswered) || !before) throw error;
		return { ...shown, ...contentOf(before), kept: { at: before.at, why: error.message } };
	}
}

const contentOf = ({ text, sections }: Pick<Changelog, 'text' | 'sections'>) => ({
	text,
	...(sections ? { sections } : {}),
});
