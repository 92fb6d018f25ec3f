import { seenText } from '../plan/as-seen.ts';
import { passedOverWords } from '../releases/kept-words.ts';
import type { JournalEvent, PassingEvent, RunEvent } from '../run/events.ts';
import type { Answer, Gate } from '../run/gates.ts';
import { notificationLine } from '../run/notification-words.ts';
import { formatBytes } from '../text/bytes.ts';
import { formatDuration } from '../text/duration.ts';
import { printable } from '../text/printable.ts';

/** An event as a good log tells it: no line where there is nothing to say. Log lines carry their service's name. */
export function eventLines(event: RunEvent): readonly string[] {
	const time = event.at.slice(11, 19);
	return describe(event).map((line) => `${time} ${printable(line)}`);
}

function describe(event: JournalEvent | PassingEvent): readonly string[] {
	switch (event.type) {
		case 'run':
			return event.stack
				? [
						`run ${event.run}: ${event.purpose} of ${event.stack} in ${event.directory}${event.practice ? ' (practice stack: no Docker is touched)' : ''}`,
					]
				: [];
		case 'versions':
			return event.to ? [`versions: ${event.from ?? 'unknown'} to ${event.to}`] : [];
		case 'hop': {
			const { number, hops } = event;
			const hop = hops[number - 1];
			return [
				`hop ${number} of ${hops.length}: ${hop?.from ?? '?'} to ${hop?.to ?? '?'}, ${hop?.reason ?? ''}`,
			];
		}
		case 'phase':
			return [`--- ${event.phase}`];
		case 'fact': {
			const { label, value, problem } = event.fact;
			if (problem !== undefined) return [`${label || 'Data'}: could not be told: ${problem}`];
			return value === undefined ? [] : [`${label || 'Data'}: ${value}`];
		}
		case 'finding': {
			const { outcome, title, evidence, advice } = event.finding;
			return [`${outcome.padEnd(4)} ${title}: ${evidence}`, ...(advice ? [`     ${advice}`] : [])];
		}
		case 'notes':
			return [
				...event.notes.sections.flatMap(({ version, date, lines }) => [
					`${version}${date ? ` (${date})` : ''}`,
					...lines.map(({ text, marks }) => `  ${marks.length > 0 ? `[${marks.join(', ')}] ` : ''}${text}`),
				]),
				...event.notes.missing.map((version) => `no notes for ${version} in ${event.notes.place}`),
				...(event.notes.kept === undefined ? [] : [`${event.notes.place} is shown ${event.notes.kept}`]),
				...passedOverWords(event.notes.passedOver).map((tried) => `tried as well: ${tried}`),
			];
		case 'plan':
			return [
				`plan: ${event.plan.purpose === 'backup' ? `a restore point of ${event.plan.from}` : `${event.plan.from} to ${event.plan.to}`}, commands run in ${event.plan.directory}`,
				...event.plan.steps.flatMap((step, index) => [
					`  ${index + 1}. ${step.title} (about ${formatDuration(step.expected)}${seenText(step)}${step.downtime > 0 ? `, down ${formatDuration(step.downtime)}` : ''})`,
					`     changes: ${step.changes}; undo: ${step.undo}`,
					...step.commands.map((command) => `     $ ${command}`),
				]),
			];
		case 'gate':
			return gateLines(event.gate);
		case 'answer':
			return [`answer: ${answerText(event.answer)} (${event.by})`];
		case 'step begins':
			return [`begin ${event.step}`];
		case 'step ends':
			return [`${event.outcome} ${event.step} after ${formatDuration(event.took)}: ${event.detail}`];
		case 'notice':
			return [
				...event.text.map((line) => `! ${line}`),
				...(event.commands.length > 0 ? [`  ${event.commandsDo}:`] : []),
				...event.commands.map((command) => `  $ ${command}`),
			];
		case 'step notes':
			return [];
		case 'notification':
			return [notificationLine(event)];
		case 'resumed':
			return [`resumed: ${event.where} It is open again.`];
		case 'leaving':
			return [
				`leaving now costs: ${event.cost.text}${event.cost.milliseconds > 0 ? ` (about ${formatDuration(event.cost.milliseconds)})` : ''}`,
			];
		case 'follow':
			return event.services.map((service, index) => `log of ${service}: ${event.files[index] ?? ''}`);
		case 'report':
			return [`report: ${event.file}`];
		case 'result':
			return [];
		case 'progress': {
			const { label, note, done, total, unit } = event.progress;
			const amount = (value: number) =>
				unit === 'bytes' ? formatBytes(value) : unit === 'seconds' ? `${value} s` : String(value);
			return [
				`  ${label}${note ? ` ${note}` : ''}: ${amount(done)}${total === undefined ? '' : ` of ${amount(total)}`}`,
			];
		}
		case 'log':
			return event.lines.map((line) => `  ${event.service} | ${line}`);
		default:
			return event satisfies never;
	}
}

function gateLines(gate: Gate): readonly string[] {
	const items = gate.kind === 'confirm' || gate.kind === 'type' ? [] : gate.items;
	return [
		`? ${gate.title}`,
		...gate.text.map((line) => `  ${line}`),
		...gate.commands.map((command) => `  $ ${command}`),
		...(gate.changes ? [`  changes: ${gate.changes}`] : []),
		...(gate.wayBack ? [`  way back: ${gate.wayBack}`] : []),
		...(gate.kind === 'type' && gate.exports ? [`  “e” exports ${gate.exports} first, then asks again`] : []),
		...items.flatMap((item) => [
			`  ${item.id}: ${item.label}${item.recommended ? ' (recommended)' : ''}${item.unavailable ? ` (not possible: ${item.unavailable})` : ''}`,
			...item.detail.map((line) => `      ${line}`),
		]),
	];
}

/** An answer in a few words. */
export function answerText(answer: Answer): string {
	switch (answer.kind) {
		case 'yes':
		case 'no':
			return answer.kind;
		case 'again':
			return 'look again';
		case 'acknowledged':
			return `acknowledged ${answer.items.join(', ')}`;
		case 'typed':
			return `typed ${answer.text}`;
		case 'export':
			return 'export first';
		case 'ticks':
			return Object.entries(answer.ticks)
				.map(([item, tick]) => `${item}: ${tick}`)
				.join(', ');
		case 'chosen':
			return `chose ${answer.item}`;
		default:
			return answer satisfies never;
	}
}
