import { clock } from '../../text/clock.ts';
import type { ExportWords } from '../data-kind.ts';
import { proofSentence } from '../describe.ts';
import type { Manifest } from '../manifest.ts';

/** What of an export's README is about one part. */
export type ExportedPart = ExportWords & { readonly label: string };

/** `README.md` of an export: what it is, and the commands that bring each part back without Lockkeeper. */
export const exportReadme = (manifest: Manifest, parts: readonly ExportedPart[]): string =>
	[
		`# ${manifest.app} ${manifest.version}: restore point ${manifest.id}`,
		'',
		`Stack ${manifest.stack}, taken ${clock(manifest.takenAt)}. ${proofSentence(manifest)}`,
		...(manifest.schemaRevision === undefined ? [] : [`Schema revision ${manifest.schemaRevision}.`]),
		'Every file was compared with the manifest when this was exported. Nothing here needs Lockkeeper; the commands run in this directory.',
		'',
		...parts.flatMap(sectionOf),
		'## Images',
		'',
		...(manifest.images.length === 0 ? ['None were noted.'] : []),
		...manifest.images.map(
			({ service, reference, digest, id }) => `- ${service}: ${reference}, ${digest ?? id}`,
		),
		'',
	].join('\n');

const sectionOf = ({ label, text, commands }: ExportedPart): readonly string[] => [
	`## ${label}`,
	'',
	...text,
	'',
	...(commands.length > 0 ? [...commands.map((command) => `    ${command}`), ''] : []),
];
