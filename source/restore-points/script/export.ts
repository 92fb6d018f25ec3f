// Touches the world: copies what a vendor's script wrote for an export.
import type { ExportContext, ExportWords } from '../data-kind.ts';
import { copyArtifact } from '../export/plain-files.ts';
import { howRead } from './describe.ts';
import type { ScriptPart } from './part.ts';

/** Copies each file, and says what it was called: bringing it back is the vendor's. */
export async function exportScript(context: ExportContext, part: ScriptPart): Promise<ExportWords> {
	if (part.skipped !== undefined)
		return { text: [`It was not run: ${part.skipped}. There is nothing of it here.`], commands: [] };
	const lines: string[] = [];
	for (const artifact of part.artifacts) {
		const name = await copyArtifact(context, artifact);
		lines.push(`- \`${name}\` was ${JSON.stringify(artifact.path)} in ${part.writes}: ${howRead(artifact)}`);
	}
	return {
		text: [
			'What the vendor’s script wrote; bring it back the vendor’s way. Lockkeeper never loaded it.',
			'',
			...lines,
		],
		commands: [],
	};
}
