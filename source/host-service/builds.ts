// Touches the world: looks at the builds of an app that runs on this host.
import { readdirSync, readlinkSync, statSync } from 'node:fs';
import { basename, dirname, join, normalize, resolve } from 'node:path';
import { buildOf } from './build-of.ts';
import type { HostService } from './host-service.ts';

type Place = Pick<HostService, 'directory' | 'builds'>;

/** Whether it is there: a directory with something in it. */
export function isBuildHere(place: Place, version: string): boolean {
	try {
		return readdirSync(join(place.directory, buildOf(place, version))).length > 0;
	} catch {
		return false;
	}
}

/** Versions that there are builds of. */
export function versionsHere(place: Place): readonly string[] {
	const prefix = join(place.directory, normalize(place.builds));
	const [folder, start] = prefix.endsWith('/') ? [prefix, ''] : [dirname(prefix), basename(prefix)];
	return readdirSync(folder)
		.filter((name) => name.startsWith(start) && name.length > start.length)
		.filter((name) => statSync(join(folder, name), { throwIfNoEntry: false })?.isDirectory())
		.map((name) => name.slice(start.length));
}

/** The version that the link leads to; undefined when it is no link, or leads to no build. */
export function linkedVersion(service: Place & Pick<HostService, 'link'>): string | undefined {
	try {
		const target = readlinkSync(join(service.directory, service.link));
		const path = resolve(service.directory, dirname(service.link), target);
		const prefix = join(service.directory, normalize(service.builds));
		const version = path.startsWith(prefix) ? path.slice(prefix.length) : '';
		return version === '' || version.includes('/') ? undefined : version;
	} catch {
		return undefined;
	}
}
