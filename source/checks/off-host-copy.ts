import { count } from '../text/list.ts';
import { defineCheck, type Examined } from './check.ts';
import { hostCommand } from './shown.ts';

/** What lies on this host alone is lost with it: with its disk, its owner's mistake, or a thief. */
export const offHostCopy = defineCheck('off-host-copy', 'Copy off this host', ({ facts }): Examined => {
	const { offHost, directory } = facts;
	const list = hostCommand('lockkeeper', 'restore-points', 'list', '--stack', directory);
	switch (offHost.is) {
		case 'not named':
			return {
				outcome: 'warn',
				evidence: 'no place is named: whatever takes this host takes its restore points as well',
				advice:
					'Name one in lockkeeper.yaml, e.g. `offHost: ssh://user@host/srv/backups`; if none is wanted, say `offHost: none`.',
			};
		case 'declined':
			return {
				outcome: 'skip',
				evidence: 'lockkeeper.yaml says `offHost: none`: restore points stay on this host',
			};
		case 'not asked':
			return { outcome: 'skip', evidence: 'not asked' };
		case 'named':
			break;
		default:
			return offHost satisfies never;
	}
	const { at, there, newestHere } = offHost;
	if (!there.ok)
		return {
			outcome: 'warn',
			evidence: `what lies at ${at} could not be told: ${there.problem}`,
			command: list,
			advice: 'Mend it first: the run copies its restore point there, and asks you when it cannot.',
		};
	const { copies, sharesDiskWith } = there.value;
	if (sharesDiskWith !== undefined)
		return {
			outcome: 'warn',
			evidence: `${at} lies on the same disk as ${sharesDiskWith}: a fault of that disk takes both`,
			command: list,
			advice: 'See that it is mounted, or name a place on another disk or host in lockkeeper.yaml.',
		};
	if (newestHere !== undefined && !copies.includes(newestHere))
		return {
			outcome: 'warn',
			evidence: `the newest restore point, ${newestHere}, is on this host alone; at ${at}: ${count(copies.length, 'copy', 'copies')}`,
			command: list,
			advice: `Copy it: ${hostCommand('lockkeeper', 'restore-points', 'copy', newestHere, '--stack', directory)}.`,
		};
	return {
		outcome: 'pass',
		evidence:
			newestHere === undefined
				? `no restore point is here yet; the first one will be copied to ${at}`
				: `${at} has ${count(copies.length, 'copy', 'copies')}, the newest restore point among them`,
		command: list,
	};
});
