import { repositoryOf } from './detect.ts';
import type { RunbookFile } from './schema.ts';
import type { YamlFile } from './yaml-file.ts';

/** What is known of a service before its runbook is. */
export type ServiceLook = {
	readonly image?: string | undefined;
	/** True when its image is built from a directory. */
	readonly builds: boolean;
	/** What its container gets, as far as it can be told. */
	readonly environment: Readonly<Record<string, unknown>>;
};

export type Services = Readonly<Record<string, ServiceLook>>;

/** One shape of an app that its runbook tells apart, and why it is this one: a clause. */
export type Variant = { readonly name: string; readonly because: string };

type Written = RunbookFile['variants'][number];

/** The first variant whose condition holds, and what it says otherwise; undefined when none does, and the runbook holds as it is. */
export function variantOf(
	file: YamlFile,
	variants: readonly Written[],
	services: Services,
	isThere: (name: string) => boolean,
): (Variant & { readonly file: YamlFile }) | undefined {
	for (const [index, { name, when }] of variants.entries()) {
		const because = holds(when, services, isThere);
		if (because !== undefined) return { name, because, file: saidBy(file, variants, index) };
	}
	return undefined;
}

/** What a variant says, with the places where it does. */
export function saidBy(file: YamlFile, variants: readonly Written[], index: number): YamlFile {
	return {
		file: file.file,
		value: variants[index]?.with ?? {},
		placeOf: (path, key) => file.placeOf(['variants', index, 'with', ...path], key),
	};
}

/** Why a condition holds; undefined when it does not. */
function holds(
	when: Written['when'],
	services: Services,
	isThere: (name: string) => boolean,
): string | undefined {
	if ('image' in when) {
		const found = Object.entries(services).find(([, { image }]) => repositoryOf(image ?? '') === when.image);
		return found && `${found[0]} runs ${when.image}`;
	}
	if ('file' in when) return isThere(when.file) ? `${when.file} is there` : undefined;
	if ('composeFile' in when)
		return Object.keys(services).length === 0 ? 'there is no Compose file' : undefined;
	if ('builds' in when)
		return services[when.builds]?.builds ? `the Compose file builds ${when.builds}` : undefined;
	const value = services[when.service]?.environment[when.variable];
	return value === undefined || value === null || value === ''
		? undefined
		: `${when.variable} has a value for ${when.service}`;
}
