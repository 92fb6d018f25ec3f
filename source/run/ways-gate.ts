import { type Situation, type Unranked, type WayBack, wayKey } from '../plan/ways-back.ts';
import type { Stack } from '../survey/identify.ts';
import { formatDuration } from '../text/duration.ts';
import type { Gate } from './gates.ts';
import type { WaysBackQuestion } from './situation.ts';

/** The choice of ways back, each with what it changes, keeps, loses and takes. */
export function waysGate(
	ways: readonly WayBack[],
	stack: Stack,
	asked: WaysBackQuestion,
	situation: Situation,
): Gate {
	const { revisionNow, revisionBefore, definedOtherwise } = situation;
	const before = revisionBefore.ok ? (revisionBefore.value ?? 'none') : 'an unknown revision';
	return {
		id: asked.failed ? 'ways-back-again' : 'ways-back',
		kind: 'choose',
		title: 'Which way?',
		text: [
			asked.why,
			revisionNow.ok
				? `The schema was at ${before} and is at ${revisionNow.value ?? 'none'}.`
				: `The schema revision cannot be read: ${revisionNow.problem}`,
			...(definedOtherwise ? ['Its tables are defined otherwise than in the restore point.'] : []),
		],
		commands: [],
		changes: '',
		wayBack: 'Choosing changes nothing yet: what loses writes asks for the stack’s name.',
		items: ways.map((way) => ({
			id: wayKey(way),
			label: way.title,
			detail: describeWay(way, stack),
			recommended: way.recommended,
			...(way.unavailable ? { unavailable: way.unavailable } : {}),
		})),
	};
}

/** What it changes, keeps, takes and loses, a sentence each. */
export function describeWay(way: Unranked, stack: Stack): readonly string[] {
	return [
		`Changes: ${way.changes}.`,
		`Keeps: ${way.keeps}.`,
		...(way.milliseconds > 0
			? [`${stack.runbook.app} serves again after about ${formatDuration(way.milliseconds)}.`]
			: []),
		`Loses: ${way.loses}.`,
		`Undo: ${way.undo}.`,
		way.reason,
	];
}
