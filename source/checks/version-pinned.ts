import { pinOf } from '../pins/pin-of.ts';
import { releaseOf } from '../releases/floating-tag.ts';
import { exactVersion, readTag } from '../releases/versions.ts';
import { defineCheck } from './check.ts';
import { examineCheckout } from './examine-checkout.ts';
import { composeCommand, hostCommand } from './shown.ts';

/** The vendor's guide: never `latest`. A pin that moves makes a restart an upgrade. */
export const versionPinned = defineCheck('version-pinned', 'Version pinned', ({ facts }) => {
	const { pinned, pinPlace, resolved } = facts.version;
	const current = facts.version.current ?? releaseOf(resolved);
	const pin = pinOf(facts.runbook, facts.composeFile);
	if (pin.kind === 'checkout') return examineCheckout(facts, pin);
	const { look, saying } = pin;
	const command = hostCommand(...look);
	const written =
		pin.kind === 'link'
			? `Have ${pin.command('', current ?? 'VERSION')} done`
			: `Write ${saying(current ?? '<the release that runs>')} in ${pin.file}`;
	const fix = `${written}, then ${composeCommand(facts, 'up', '--detach')}.`;
	if (pinned === undefined) {
		const said = facts.services.filter(({ app }) => app).map(({ name, image }) => `${name} ${image}`);
		const evidence =
			'env' in facts.runbook.version.pin || pin.kind === 'link'
				? `${pinPlace} ${pin.kind === 'link' ? 'leads to no build' : 'is not set'}`
				: `${pinPlace} differ: ${said.join(', ')}`;
		return { outcome: 'fail', evidence, command, advice: fix };
	}
	const tag = readTag(pinned);
	switch (tag.kind) {
		case 'floating':
			return {
				outcome: 'fail',
				evidence: `${pinPlace} is ${pinned}, a tag that moves`,
				command,
				advice: fix,
			};
		case 'other':
			return { outcome: 'fail', evidence: `${pinPlace} is “${pinned}”, no release`, command, advice: fix };
		case 'release':
			break;
		default:
			return tag satisfies never;
	}
	if (current !== undefined && exactVersion(current) !== tag.version) {
		return {
			outcome: 'warn',
			evidence: `${pinPlace} is ${pinned}, and ${current} runs: the pin was changed and not applied`,
			command,
			advice: `${written}, or apply the pin with ${composeCommand(facts, 'up', '--detach')}.`,
		};
	}
	return { outcome: 'pass', evidence: `${pinPlace} is ${pinned}`, command };
});
