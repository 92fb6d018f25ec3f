// Touches the world: changes the version in an env file or the Compose file, or checks it out.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { removeUnfinished, writeFileAtomically } from '../host/atomic-file.ts';
import { OperatorError } from '../host/errors.ts';
import { pinOf } from '../pins/pin-of.ts';
import type { Step } from '../plan/plan.ts';
import { tagOf } from '../runbook/detect.ts';
import { configDigest, readConfig } from '../survey/identify.ts';
import { checkOut, isCheckedOut } from './check-out.ts';
import { rememberData } from './persistent-data.ts';
import { setLink } from './set-link.ts';
import type { Look, StepContext, StepKindModule } from './step.ts';

/** Sets the version where it stands; every other byte stays, and so do owner and mode. */
export const pin: StepKindModule = {
	interruptible: false,
	holds: { until: 'end', look: isPinned },
	// The file is the old one or the new one; what was being written beside it holds the stack's secrets.
	async resume({ stack }) {
		const pin = pinOf(stack.runbook, stack.composeFile);
		if (pin.kind === 'file') await removeUnfinished(join(stack.directory, pin.file));
		return undefined;
	},
	async act(context, step) {
		const { stack, facts, plan, outputs, note } = context;
		const pin = pinOf(stack.runbook, stack.composeFile);
		// In an upgrade nobody else may have changed the files since the survey that the gate was about.
		if (
			plan.purpose === 'upgrade' &&
			!outputs['pin.version'] &&
			![facts.configDigest, outputs['add-variables.digest']].includes(
				configDigest(stack.composeFile, stack.project),
			)
		) {
			throw new OperatorError('The Compose file or an env file was edited since the survey.', {
				exit: 3,
				advice: [
					'Nothing of the stack was changed.',
					'Start again, so that the checklist sees what stands there now.',
				],
			});
		}
		if (plan.purpose === 'upgrade' && !outputs['pin.before']) note({ before: rememberData(facts) });
		if (pin.kind === 'checkout') return checkOut(context, step, pin);
		if (pin.kind === 'link') {
			const { version = '' } = step.parameters;
			const { service } = stack.engine;
			if (service?.is !== 'host') throw new Error('a link was to be set where none is');
			setLink(service, version);
			return { detail: pin.saying(version), outputs: { version } };
		}
		const { file, edit, saying } = pin;
		const path = join(stack.directory, file);
		const before = readFileSync(path, 'utf8');
		const version = step.parameters.version ?? '';
		const edited = edit(before, version);
		if (!edited.ok) {
			throw new OperatorError(`${file} cannot be changed: ${edited.problem}`, {
				exit: 3,
				advice: ['Nothing of the stack was changed.'],
			});
		}
		if (edited.text !== before) await writeFileAtomically(path, edited.text);
		return { detail: `${saying(version)} in ${file}`, outputs: { version } };
	},
	look: isPinned,
};

async function isPinned(context: StepContext, step: Step): Promise<Look> {
	const pin = pinOf(context.stack.runbook, context.stack.composeFile);
	if (pin.kind === 'checkout') return isCheckedOut(context, step, pin);
	const tags = await resolvedTags(context);
	const version = step.parameters.version;
	return {
		done: tags.length > 0 && tags.every((tag) => tag === version),
		evidence: `Compose resolves the app’s images to ${tags.join(', ')}`,
	};
}

/** The tags that Compose would start the app's services with now. */
async function resolvedTags({ stack, facts, signal }: StepContext): Promise<readonly string[]> {
	const config = await readConfig(stack.engine, stack.project, signal);
	return facts.services
		.filter((service) => service.app)
		.map((service) => tagOf(config.services[service.name]?.image ?? '') ?? 'a digest');
}
