import type { CheckoutPin } from '../pins/pin-kind.ts';
import type { Facts } from '../survey/facts.ts';
import { count, inWords } from '../text/list.ts';
import type { Examined } from './check.ts';
import { composeCommand, hostCommand } from './shown.ts';

/** More names of files than these tell nobody more. */
const shown = 5;

/** A checkout that is not exactly a release cannot be come back to, and changes of the operator's would be in the way. */
export function examineCheckout(facts: Facts, pin: CheckoutPin): Examined {
	const { checkout, current } = facts.version;
	const command = hostCommand(...pin.look);
	if (!checkout?.ok) {
		return {
			outcome: 'fail',
			evidence: checkout?.problem ?? 'the checkout was not looked at',
			command,
			advice:
				'The version of this stack is the tag that is checked out: make its directory a checkout of it.',
		};
	}
	const { version, described, branch, changed, ownCommits } = checkout.value;
	const where = branch === undefined ? 'no branch, as after git checkout of a tag' : `branch ${branch}`;
	const running = current === undefined ? 'the release that runs' : pin.tag(current);
	if (ownCommits > 0) {
		return {
			outcome: 'fail',
			evidence: `${described} (${where}): ${count(ownCommits, 'commit')} that neither a tag nor a branch of the remote has`,
			command: hostCommand('git', 'log', '--oneline', 'HEAD', '--not', '--remotes', '--tags'),
			advice: `Keep them on a branch: git branch MINE. Then git checkout ${running}; what they changed has to be made again on top of the new version.`,
		};
	}
	if (version === undefined) {
		return {
			outcome: 'fail',
			evidence: `${described} (${where}) is no release: no tag such as ${pin.tag('1.2.3')} is there`,
			command,
			advice: `Check the release out that runs: git checkout ${running}, so that there is a version to come back to.`,
		};
	}
	if (changed.length > 0) {
		const named =
			changed.length > shown ? [...changed.slice(0, shown), `${changed.length - shown} more`] : changed;
		return {
			outcome: 'fail',
			evidence: `${described}, and ${count(changed.length, 'file')} of it changed: ${inWords(named)}`,
			command: hostCommand('git', 'status', '--short', '--untracked-files=no'),
			advice:
				'The checkout of another version would lose that, or stop at it. See it with git diff; keep it with git stash, or take it back with git checkout -- FILE. Settings belong into .env or compose.override.yaml.',
		};
	}
	if (current !== undefined && current !== version) {
		return {
			outcome: 'warn',
			evidence: `${described} is checked out, and ${current} runs: the checkout was changed and not applied`,
			command,
			advice: `Go back with git checkout ${running}, or apply it: ${composeCommand(facts, 'build')}, then ${composeCommand(facts, 'up', '--detach')}.`,
		};
	}
	return {
		outcome: 'pass',
		evidence: `${described} is checked out (${where}), no file of it changed`,
		command,
	};
}
