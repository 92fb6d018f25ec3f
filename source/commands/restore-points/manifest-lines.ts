import { kindOf } from '../../restore-points/data-kinds.ts';
import { proofSentence, warningsOf } from '../../restore-points/describe.ts';
import { bytesOf, type Manifest, type Part } from '../../restore-points/manifest.ts';
import { formatBytes } from '../../text/bytes.ts';
import { clock } from '../../text/clock.ts';
import { formatDuration } from '../../text/duration.ts';

/** All of a manifest, for people. @param neededBy which run needs it, a clause */
export function manifestLines(
	manifest: Manifest,
	path: string,
	neededBy: string | undefined,
): readonly string[] {
	const warnings = warningsOf(manifest);
	return [
		`Restore point ${manifest.id} of ${manifest.app} ${manifest.version}, stack ${manifest.stack}`,
		`Taken ${clock(manifest.takenAt)} in ${formatDuration(manifest.took)} by run ${manifest.run}, Lockkeeper ${manifest.lockkeeper}`,
		`Lies in ${path}, ${formatBytes(bytesOf(manifest))}`,
		`Schema revision ${manifest.schemaRevision ?? 'not known'}`,
		proofSentence(manifest),
		...(neededBy === undefined ? [] : [`Never pruned now: ${neededBy}.`]),
		...manifest.parts.flatMap(partLines),
		'',
		'Images',
		...manifest.images.map(
			({ service, reference, digest, id }) =>
				`  ${service}  ${reference}  ${digest ?? `no digest; id ${id}`}`,
		),
		'',
		`Written by ${Object.entries(manifest.tools)
			.map(([name, version]) => `${name} ${version}`)
			.join(', ')}`,
		...(warnings.length > 0 ? ['', 'Warnings', ...warnings.map((warning) => `  ${warning}`)] : []),
	];
}

function partLines(part: Part): readonly string[] {
	const kind = kindOf(part);
	const label = kind.label(part);
	return [
		'',
		`${label.slice(0, 1).toUpperCase()}${label.slice(1)}`,
		...(kind.describe?.(part) ?? []).map((line) => `  ${line}`),
		...part.artifacts.map(({ role, file, bytes, rawBytes, sha256 }) => {
			const size =
				rawBytes === undefined ? formatBytes(bytes) : `${formatBytes(bytes)} of ${formatBytes(rawBytes)}`;
			return `  ${role} in ${file}: ${size}, sha256 ${sha256}`;
		}),
	];
}
