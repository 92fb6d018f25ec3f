// Touches the world: copies configuration files for an export.
import { quote } from '../../docker/command.ts';
import type { ExportContext, ExportWords } from '../data-kind.ts';
import { copyArtifact } from '../export/plain-files.ts';
import type { FilesPart } from './part.ts';

/** Copies each file, 0600 whatever its own mode: some hold secrets. */
export async function exportFiles(context: ExportContext, part: FilesPart): Promise<ExportWords> {
	const commands: string[] = [];
	for (const artifact of part.artifacts) {
		const name = await copyArtifact(context, artifact);
		const mode = artifact.mode.toString(8).padStart(4, '0');
		commands.push(`install -m ${mode} ${quote(name)} ${quote(artifact.path)}`);
	}
	return {
		text: ['They may hold secrets: keep them private. Each with the mode it had:'],
		commands,
	};
}
