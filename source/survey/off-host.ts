// Touches the world: asks the place for copies what lies there.
import { openOffHost } from '../off-host/open-off-host.ts';
import { namedTarget } from '../off-host/target.ts';
import { listRestorePoints } from '../restore-points/list.ts';
import { count } from '../text/list.ts';
import type { FactLine, OffHostFact } from './facts.ts';
import type { Stack } from './identify.ts';
import { probe } from './probe.ts';

/** Milliseconds that the other end may take: a survey must not hang on it. */
const patience = 15_000;

/** @throws OperatorError when lockkeeper.yaml names a place in no known form */
export async function probeOffHost(
	stack: Pick<Stack, 'settings' | 'name' | 'backups'>,
	onFact: (fact: FactLine) => void,
	signal?: AbortSignal,
): Promise<OffHostFact> {
	const { offHost } = stack.settings;
	const target = namedTarget(offHost);
	if (target === undefined) return { is: offHost === undefined ? 'not named' : 'declined' };
	const line = { id: 'off host', label: 'Off this host' };
	onFact(line);
	const deadline = AbortSignal.any([AbortSignal.timeout(patience), ...(signal ? [signal] : [])]);
	const [there, { complete }] = await Promise.all([
		probe(async () => {
			const opened = await openOffHost(target, {
				stack: stack.name,
				restorePoints: stack.backups,
				signal: deadline,
			});
			const { whole: copies } = await opened.list({ signal: deadline });
			return { copies, ...(opened.sharesDiskWith ? { sharesDiskWith: opened.sharesDiskWith } : {}) };
		}),
		listRestorePoints(stack.backups),
	]);
	onFact(
		there.ok
			? { ...line, value: `${count(there.value.copies.length, 'copy', 'copies')} at ${target.name}` }
			: { ...line, problem: there.problem },
	);
	const newestHere = complete.map(({ manifest }) => manifest.id).at(-1);
	return { is: 'named', at: target.name, ...(newestHere === undefined ? {} : { newestHere }), there };
}
