// Touches the world: asks for the releases where the runbook says that they are listed.
import { readRemoteVersions } from '../git/checkout.ts';
import { versionsHere } from '../host-service/builds.ts';
import { readListAt } from '../releases/list-at-address.ts';
import { readListIn } from '../releases/list-in-file.ts';
import { listTags } from '../releases/registry.ts';
import { exactVersions, isPrerelease } from '../releases/versions.ts';
import type { ReleasesFact } from './facts.ts';
import type { Stack } from './identify.ts';

/** @throws Error with why they cannot be listed */
export async function readReleases(stack: Stack, signal?: AbortSignal): Promise<ReleasesFact> {
	const { available, pin } = stack.runbook.version;
	if ('git' in available) {
		const prefix = 'git' in pin ? pin.prefix : 'v';
		const versions = await readRemoteVersions(stack.directory, prefix, signal);
		return { versions, source: 'tags of the remote repository' };
	}
	if ('builds' in available) {
		const { service } = stack.engine;
		const versions = service?.is === 'host' ? exactVersions(versionsHere(service)) : [];
		return { versions, source: 'builds on this host' };
	}
	if ('list' in available) return readListAt(available.list, { signal });
	if ('file' in available) return readListIn(stack.directory, available.file);
	const repository = available.registry;
	let note: string | undefined;
	const tags = await listTags(repository, stack.engineFact.mirrors, {
		signal,
		onUnused(why) {
			note = why;
		},
	});
	return {
		versions: exactVersions(tags),
		source: `tags of ${repository} in the registry`,
		...(note === undefined ? {} : { note }),
	};
}

/** For the survey's line; pre-releases are nobody's newest. */
export function describeReleases({ versions, source, note }: ReleasesFact): string {
	const newest = versions.findLast((version) => !isPrerelease(version)) ?? versions.at(-1) ?? 'none';
	return `${newest} is the newest of ${versions.length} ${source.endsWith(' in the registry') ? 'in the registry' : source}${note === undefined ? '' : `; ${note}`}`;
}
