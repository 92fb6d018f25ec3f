import type { OtherPoint, Unranked } from '../plan/ways-back.ts';
import { proofSentence, provenHow, sizeSentence, warningsOf } from '../restore-points/describe.ts';
import { bytesOf, type Manifest } from '../restore-points/manifest.ts';
import type { Stack } from '../survey/identify.ts';
import { formatBytes } from '../text/bytes.ts';
import { count } from '../text/list.ts';
import type { Gate, GateItem } from './gates.ts';
import { describeWay } from './ways-gate.ts';

/** One of the other restore points, and the way to it where it can be relied on. */
export type PointOffer = { readonly point: OtherPoint; readonly way?: Unranked };

/**
 * The choice among the other restore points, the newest first; `no` leads back to the ways. None is recommended: a
 * script never goes there by itself.
 * @param offers oldest first
 */
export function pointsGate(offers: readonly PointOffer[], stack: Stack): Gate {
	return {
		id: 'ways-back-point',
		kind: 'choose',
		title: 'Which restore point?',
		text: [`${count(offers.length, 'restore point')}, the newest first. Answer no to come back to the ways.`],
		commands: [],
		changes: '',
		wayBack: 'Choosing changes nothing yet: what loses writes asks for the stack’s name.',
		items: offers.toReversed().map((offer) => itemOf(offer, stack)),
	};
}

function itemOf({ point, way }: PointOffer, stack: Stack): GateItem {
	if (!way || 'problem' in point)
		return {
			...{ id: point.id, label: point.id, detail: [] },
			unavailable: 'problem' in point ? point.problem : 'it was not looked at',
		};
	const { manifest } = point;
	return {
		id: point.id,
		label: labelOf(manifest),
		note: `${formatBytes(bytesOf(manifest))}, ${provenHow(manifest)}`,
		detail: [
			...describeWay(way, stack),
			`${sizeSentence(manifest)} ${proofSentence(manifest)}`,
			...warningsOf(manifest),
			`A part of it alone: lockkeeper rollback --to ${manifest.id}`,
		],
		...(way.unavailable === undefined ? {} : { unavailable: way.unavailable }),
	};
}

/** Version and minute, short enough for a list on a small screen. */
const labelOf = ({ version, takenAt }: Manifest) =>
	`${version}  ${takenAt.slice(0, 16).replace('T', ' ')} UTC`;
