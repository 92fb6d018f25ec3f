// Touches the world: copies the restore point off this host.
import { OperatorError } from '../host/errors.ts';
import { shipPoint } from '../off-host/ship-point.ts';
import { parseOffHost } from '../off-host/target.ts';
import { readManifest } from '../restore-points/manifest-file.ts';
import type { StepKindModule } from './step.ts';

/** The way back survives the host: the same copy as `restore-points copy` makes, to the `target` of the parameters. */
export const ship: StepKindModule = {
	interruptible: true,
	async act({ stack, outputs, signal, report }, { parameters: { target } }) {
		const path = outputs['restore-point.path'];
		if (path === undefined || target === undefined)
			throw new Error('a plan that ships nothing, or to nowhere');
		const shipped = await shipPoint(
			{
				stack: stack.name,
				backups: stack.backups,
				path,
				manifest: await readManifest(path),
				target: parseOffHost(target),
			},
			{ signal, onProgress: report },
		);
		if (shipped.sharesDiskWith !== undefined)
			throw new OperatorError(shipped.sentences.join(' '), {
				exit: 3,
				advice: ['See that the place for copies is mounted, or name another in lockkeeper.yaml.'],
			});
		return { detail: shipped.sentences.join(' '), outputs: { place: shipped.place } };
	},
};
