import type { Changelog } from '../../releases/changelog.ts';
import { lackBetween } from '../../releases/read-changelog.ts';
import { exactVersion } from '../../releases/versions.ts';
import { inWords } from '../../text/list.ts';
import { printable } from '../../text/printable.ts';
import { shortened } from '../../text/shortened.ts';
import type { ChangelogFact, Probe } from '../facts.ts';

/** A source of notes, and what came of asking it. */
export type Tried = { readonly source: string; readonly read: Probe<Changelog> };

/** The way that notes are asked for; `current` undefined while no version is known to run. */
export type NotesWay = {
	readonly current: string | undefined;
	readonly target: string;
	/** Releases there are. */
	readonly versions: readonly string[];
};

/** Whether nothing is left to ask another source for; pure. */
export function tellsAll({ read }: Tried, way: NotesWay): boolean {
	if (!read.ok || read.value.kept) return false;
	const lack = lackOf(read.value, way);
	return lack.missing.length === 0 && lack.refused === undefined;
}

/** Of all that were tried the one that lacks the fewest versions, the first of several; what was kept only where no other does as well. Pure. */
export function chooseNotes(tried: readonly Tried[], way: NotesWay): ChangelogFact {
	const read = tried.flatMap((each, index) =>
		each.read.ok ? [{ index, ...each.read, lack: lackOf(each.read.value, way) }] : [],
	);
	const [best] = read.toSorted(
		(one, other) =>
			Number(one.lack.refused !== undefined) - Number(other.lack.refused !== undefined) ||
			one.lack.missing.length - other.lack.missing.length ||
			Number(one.value.kept !== undefined) - Number(other.value.kept !== undefined),
	);
	const passedOver = tried.flatMap((each, index) =>
		index === best?.index ? [] : [{ source: each.source, why: whyPassed(each.read, way) }],
	);
	const [only] = passedOver;
	if (best) return { ok: true, value: best.value, ...(only ? { passedOver } : {}) };
	if (!only) return { ok: false, problem: 'the runbook names no changelog' };
	return {
		ok: false,
		problem: passedOver.map(({ source, why }) => `${source}: ${why}`).join('; '),
		passedOver,
	};
}

function whyPassed(read: Probe<Changelog>, way: NotesWay): string {
	if (!read.ok) return shortened(printable(read.problem).replaceAll('\n', ' '), 300);
	const { missing, refused } = lackOf(read.value, way);
	if (refused !== undefined) return refused;
	return missing.length > 0 ? `it says nothing about ${inWords(missing)}` : 'another one is newer';
}

function lackOf(
	changelog: Changelog,
	{ current, target, versions }: NotesWay,
): ReturnType<typeof lackBetween> {
	const [from, to] = [current && exactVersion(current), exactVersion(target)];
	return from && to ? lackBetween(changelog, from, to, versions) : { missing: [] };
}
