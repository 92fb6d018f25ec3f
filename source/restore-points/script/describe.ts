import { toShell } from '../../docker/command.ts';
import { count, inWords } from '../../text/list.ts';
import type { ScriptPart, ScriptPlace, WrittenArtifact } from './part.ts';

export const scriptLabel = ({ run }: Pick<ScriptPlace, 'run'>): string =>
	`vendor’s script ${toShell({ argv: run })}`;

/** How far a written file was read, a clause: nothing of it was ever loaded. */
export function howRead({ packing, content }: Pick<WrittenArtifact, 'packing' | 'content'>): string {
	if (content !== undefined)
		return `read to the end as ${content}${packing === undefined ? '' : ` in ${packing}`}`;
	if (packing !== undefined) return `unpacked to the end as ${packing}, and what is inside is not known`;
	return 'its content is not known, only its bytes were compared';
}

/** What came of reading all of them, a clause; undefined when there is none. */
export function scriptProof(part: ScriptPart): string | undefined {
	if (part.artifacts.length === 0) return undefined;
	const groups = Map.groupBy(part.artifacts, howRead);
	const told = [...groups].map(([how, files]) => `${named(files)}: ${how}`);
	return `${scriptLabel(part)}, never loaded: ${told.join('; ')}`;
}

const named = (files: readonly WrittenArtifact[]) =>
	files.length > 3 ? `${count(files.length, 'file')} each` : `${inWords(files.map(({ file }) => file))}`;

/** Where it wrote, what each file is, or why it was not run. */
export const describeScript = (part: ScriptPart): readonly string[] => [
	...(part.skipped === undefined ? [`writes into ${part.writes}`] : [`not run: ${part.skipped}`]),
	...part.artifacts.map((artifact) => `${JSON.stringify(artifact.path)}: ${howRead(artifact)}`),
	...(part.leftOut.length > 0
		? [`not copied, links and the like: ${part.leftOut.map((name) => JSON.stringify(name)).join(', ')}`]
		: []),
];

/** That it is missing. */
export const scriptWarnings = (part: ScriptPart): readonly string[] =>
	part.skipped === undefined
		? []
		: [`${scriptLabel(part)}: not run: ${part.skipped}. What Lockkeeper saves itself does not need it.`];
