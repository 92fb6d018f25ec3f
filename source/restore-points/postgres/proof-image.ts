import { OperatorError } from '../../host/errors.ts';
import type { ProveContext } from '../data-kind.ts';
import type { PostgresPart } from './part.ts';

/** Name of the throw-away server of this part. */
export const proofName = (context: Pick<ProveContext, 'run' | 'number'>): string =>
	`lockkeeper-proof-${context.run}-${context.number}`;

/**
 * Id of the image that ran when the restore point was taken; of a server outside of the stack, of the one whose
 * programs saved it. @throws OperatorError when the manifest has none
 */
export function imageOf(
	{ manifest }: Pick<ProveContext, 'manifest'>,
	{ service, outside }: Pick<PostgresPart, 'service' | 'outside'>,
): string {
	if (outside) return outside.image;
	const image = manifest.images.find((candidate) => candidate.service === service);
	if (image) return image.id;
	throw new OperatorError(
		`The manifest does not name the image of service ${service}: there is nothing to prove with.`,
		{ exit: 3, advice: ['Take a new restore point.'] },
	);
}
