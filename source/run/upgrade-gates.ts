import type { Finding } from '../checks/finding.ts';
import type { Plan } from '../plan/plan.ts';
import type { Hop } from '../releases/hops.ts';
import type { Gate } from './gates.ts';

/** Nothing runs and nothing changes with these gates: they only ask. */
const question = { commands: [], changes: '', wayBack: '' } as const;

/** Before the first of several hops. */
export function hopsGate(hops: readonly Hop[]): Gate {
	const [from = '', to = ''] = [hops[0]?.from, hops.at(-1)?.to];
	return {
		...question,
		id: 'hops',
		kind: 'confirm',
		destructive: false,
		title: `${from} → ${to} takes ${hops.length} hops. Go them one after the other?`,
		text: [
			...hops.map((hop, index) => `${index + 1}. ${hop.from} → ${hop.to}: ${hop.reason}.`),
			'Each has its own checklist, restore point, verification and ways back. You are asked before each next one, and the stack is whole in between.',
		],
	};
}

/** Between two hops. @param told what the hop before came to, sentences */
export function nextHopGate(between: {
	readonly next: Hop;
	/** Of the next hop, from 1. */
	readonly number: number;
	readonly of: number;
	readonly told: readonly string[];
}): Gate {
	const { next, number, of, told } = between;
	return {
		...question,
		id: 'next-hop',
		kind: 'confirm',
		destructive: false,
		title: `${next.from} was verified. Go on to ${next.to}, hop ${number} of ${of}?`,
		text: [
			`Nothing is changed by a yes: survey, checklist, notes and plan of ${next.from} → ${next.to} come first. With no, ${next.from} serves on.`,
			...told,
		],
	};
}

export function lookAgainGate(failed: readonly Finding[]): Gate {
	return {
		...question,
		id: 'look-again',
		again: true,
		kind: 'confirm',
		destructive: false,
		title: 'These checks failed. Look again?',
		text: failed.map((finding) => `${finding.title}: ${finding.evidence}. ${finding.advice ?? ''}`.trim()),
	};
}

/** A pause, so that the list is seen also when nothing is wrong. */
export function passedGate(findings: readonly Finding[]): Gate {
	const passed = findings.filter((finding) => finding.outcome === 'pass').length;
	return {
		...question,
		id: 'checklist',
		again: true,
		kind: 'confirm',
		destructive: false,
		title: 'No check failed or warned. Go on to the notes?',
		text: [`${passed} checks passed. Walk the list above to see what each one saw.`],
	};
}

export function acknowledgeGate(warned: readonly Finding[]): Gate {
	return {
		...question,
		id: 'warnings',
		again: true,
		kind: 'acknowledge',
		title: 'Go on with these warnings?',
		text: ['Each is acknowledged by its name.'],
		items: warned.map((finding) => ({
			id: finding.check,
			label: finding.title,
			detail: [finding.evidence, ...(finding.advice ? [finding.advice] : [])],
		})),
	};
}

export function planGate(plan: Plan): Gate {
	return {
		...question,
		id: 'plan',
		kind: 'confirm',
		destructive: false,
		title: 'Start with the restore point?',
		text: [`${plan.from} goes on serving. You are asked again before ${plan.to} is pinned and started.`],
	};
}
