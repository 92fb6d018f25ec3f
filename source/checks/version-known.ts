import { releaseOf, resolvedInWords } from '../releases/floating-tag.ts';
import { exactVersion } from '../releases/versions.ts';
import { defineCheck } from './check.ts';
import { composeCommand } from './shown.ts';

export const versionKnown = defineCheck('version-known', 'Running version', ({ facts }) => {
	const { current, running, resolved } = facts.version;
	const tags = Object.entries(running).map(([service, tag]) => `${service} ${tag}`);
	const command = composeCommand(facts, 'images');
	const version = current === undefined ? undefined : exactVersion(current);
	if (version) return { outcome: 'pass', evidence: `${facts.app} ${version}: ${tags.join(', ')}`, command };
	return {
		outcome: 'fail',
		evidence:
			tags.length === 0
				? 'no service of the app runs'
				: `not one exact version: ${tags.join(', ')}${resolvedInWords(resolved)}`,
		command,
		advice: `Pin ${releaseOf(resolved) ?? 'the exact release that runs'} (${facts.version.pinPlace}) and bring the stack up with it, so that there is a version to come back to.`,
	};
});
