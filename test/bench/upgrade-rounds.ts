// Touches the world: upgrades a stack again and again under load.
import { setTimeout as pause } from 'node:timers/promises';
import type { Progress } from '../lab/image.ts';
import { downtime } from './downtime.ts';
import { forgetImage } from './forget-image.ts';
import { goBack } from './go-back.ts';
import type { UpgradeTimes } from './guide-marks.ts';
import { startLoad } from './load.ts';
import type { Subject } from './subject.ts';
import { type Side, to, upgradeBy } from './upgrade.ts';

export const from = '0.1.9';

/** Rounds of each side. */
const roundsEach = 3;
/** Milliseconds of load before and after an upgrade, to see the app up on both sides. */
const margin = 2000;

/** One upgrade, times in milliseconds. */
export type Round = UpgradeTimes & { readonly downtime: number };
export type UpgradeRounds = Readonly<Partial<Record<Side, readonly Round[]>>>;

/** Each side in turn, again and again: from the same version on, under the same load, nothing pulled before. */
export async function upgradeRounds(
	subject: Subject,
	sides: readonly Side[],
	progress: Progress,
): Promise<UpgradeRounds> {
	const rounds: Partial<Record<Side, readonly Round[]>> = {};
	for (let round = 1; round <= roundsEach; round += 1) {
		for (const side of sides) {
			subject.signal.throwIfAborted();
			await goBack(subject.stack, from);
			const held = await forgetImage(`specivo/specivo:${to}`);
			const taken = await underLoad(subject.stack.url, () => upgradeBy(side, subject));
			rounds[side] = [...(rounds[side] ?? []), taken];
			progress(`round ${round} of ${roundsEach}, ${side}: ${inWords(taken)}`);
			if (held !== undefined) {
				progress(`  ${held}`);
			}
		}
	}

	return rounds;
}

async function underLoad(address: string, act: () => Promise<UpgradeTimes>): Promise<Round> {
	const load = startLoad(address, 302);
	try {
		await pause(margin);
		const times = await act();
		await pause(margin);
		return { ...times, downtime: downtime(await load.stop()) };
	} finally {
		await load.stop();
	}
}

function inWords(round: Round): string {
	const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(2)} s`;
	return [
		`down ${seconds(round.downtime)}`,
		`pin to verified ${seconds(round.duration)}`,
		`with the pull ${seconds(round['duration-with-pull'])}`,
		`restore point ${seconds(round['restore-point'])}`,
	].join(', ');
}
