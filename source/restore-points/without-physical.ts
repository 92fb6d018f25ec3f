import type { Manifest, Part } from './manifest.ts';

/** Databases of which only a physical copy was taken: without it nothing of them is left. */
export const savedAsCopyOnly = ({ parts }: Pick<Manifest, 'parts'>): readonly string[] =>
	parts.flatMap((part) =>
		part.kind === 'postgres' && part.physical && !part.artifacts.some(({ role }) => role === 'dump')
			? [part.database]
			: [],
	);

/** Whether any database has a physical copy beside its dump. */
export const hasPhysical = ({ parts }: Pick<Manifest, 'parts'>): boolean => parts.some(isPhysical);

/** The same restore point where physical copies are not: they stay on the host that took them. */
export const withoutPhysical = (manifest: Manifest): Manifest => ({
	...manifest,
	parts: manifest.parts.map((part) => {
		if (!isPhysical(part)) return part;
		const { physical: _, ...rest } = part;
		return { ...rest, withoutPhysical: 'it stayed on the host that took it' };
	}),
});

const isPhysical = (part: Part): part is Extract<Part, { kind: 'postgres' }> =>
	part.kind === 'postgres' && part.physical !== undefined;
