import { basename } from 'node:path';
import type { Plan } from '../../plan/plan.ts';
import type { JournalEvent, Stamped } from '../events.ts';
import type { Gate } from '../gates.ts';
import { changing } from '../interruption.ts';
import type { JournalLine } from './journal-lines.ts';
import type { Entry, RunHistory } from './run-history.ts';

/** `in short`: what is told of each line by itself is let go. */
export type Depth = 'whole' | 'in short';

/** Entries, findings and facts that are held of one run: a journal may be longer than memory. */
const most: Readonly<Record<Depth, number>> = { whole: 5000, 'in short': 0 };
const mostDamaged = 20;

type Writable<T> = { -readonly [K in keyof T]: T[K] };
type Changing = Writable<
	Omit<
		RunHistory,
		| 'entries'
		| 'findings'
		| 'facts'
		| 'waysBack'
		| 'restorePoints'
		| 'kept'
		| 'logs'
		| 'story'
		| 'where'
		| 'unended'
	>
>;

/** Takes the lines of one journal, one after the other, and tells what the run did. */
export type Collector = { readonly take: (line: JournalLine) => void; readonly tell: () => RunHistory };

/** @param run its id, the name of its directory */
export function collectHistory(run: string, depth: Depth = 'whole'): Collector {
	const held = most[depth];
	const known: Changing = {
		...{ run, practice: false, lockkeepers: [], everChanged: false, changed: false, stepsTook: 0 },
		...{ downtime: [], leftOut: 0, damaged: [], damagedLines: 0 },
	};
	const entries: Entry[] = [];
	const findings = new Map<string, RunHistory['findings'][number]>();
	const facts = new Map<string, RunHistory['facts'][number]>();
	const points = new Map<string, RunHistory['restorePoints'][number]>();
	const kept = new Set<string>();
	const logs = new Map<string, string>();
	const waysBack: RunHistory['waysBack'][number][] = [];
	let hop = 1;
	let plan: Plan | undefined;
	let lastStep: string | undefined;
	let undoes = false;
	let gate: { readonly gate: Gate; readonly entry: number } | undefined;
	let step: { readonly id: string; readonly entry: number } | undefined;
	let goal: string | undefined;

	/** @returns its place; what does not fit has none */
	const add = (entry: Entry): number => {
		if (entries.length < held) return entries.push(entry) - 1;
		known.leftOut++;
		return -1;
	};
	const change = <I extends Entry['is']>(
		place: number,
		is: I,
		changes: Partial<Extract<Entry, { is: I }>>,
	) => {
		const entry = entries[place];
		if (entry?.is === is) entries[place] = { ...entry, ...changes } as Entry;
	};
	const titleOf = (id: string) => plan?.steps.find((each) => each.id === id)?.title ?? id;

	const takeEvent = (event: Stamped<JournalEvent>) => {
		const { at } = event;
		known.began ??= at;
		known.last = at;
		switch (event.type) {
			case 'run': {
				const { purpose, app, stack, directory, practice, lockkeeper } = event;
				Object.assign(known, { purpose, app, stack, directory, practice });
				known.lockkeepers = [lockkeeper];
				break;
			}
			case 'versions':
				// A run of several hops began where the first one did.
				known.from ??= event.from;
				known.to = event.to ?? known.to;
				break;
			case 'hop': {
				const { number, hops } = event;
				const each = hops[number - 1];
				hop = number;
				goal = hops.at(-1)?.to;
				if (number > 1) known.changed = false;
				if (each) add({ is: 'hop', at, number, of: hops.length, ...each });
				break;
			}
			case 'fact':
				if (facts.size < held || facts.has(event.fact.id)) facts.set(event.fact.id, event.fact);
				break;
			case 'finding': {
				const key = `${hop} ${event.finding.check}`;
				if (findings.size < held || findings.has(key)) findings.set(key, { ...event.finding, hop });
				break;
			}
			case 'plan': {
				const { purpose, from, to, steps } = event.plan;
				plan = event.plan;
				undoes ||= steps.some(({ parameters }) => parameters.undoes !== undefined);
				known.from ??= from;
				known.to ??= to;
				add({ is: 'plan', at, purpose, from, to, steps: steps.length });
				if (purpose === 'rollback')
					for (const { restorePoint: path } of steps.map(({ parameters }) => parameters))
						if (path !== undefined && !points.has(path)) points.set(path, { path, use: 'gone back to' });
				break;
			}
			case 'gate': {
				const { id, kind, title } = event.gate;
				gate = { gate: event.gate, entry: add({ is: 'gate', at, gate: id, kind, title }) };
				break;
			}
			case 'answer': {
				const { answer, by } = event;
				if (gate?.gate.id !== event.gate) break;
				change(gate.entry, 'gate', { answer, by, answeredAt: at });
				if (gate.gate.kind === 'choose' && gate.gate.id.startsWith('ways-back') && waysBack.length < held)
					waysBack.push({
						...{ at, title: gate.gate.title },
						ways: gate.gate.items.map(({ id, label, unavailable, recommended }) => ({
							...{ id, label, chosen: answer.kind === 'chosen' && answer.item === id },
							...(unavailable === undefined ? {} : { unavailable }),
							...(recommended === undefined ? {} : { recommended }),
						})),
					});
				gate = undefined;
				break;
			}
			case 'step begins':
				if (changing.has(event.step)) {
					known.changed = true;
					known.everChanged = true;
				}
				step = {
					id: event.step,
					entry: add({
						...{ is: 'step', at, step: event.step, title: titleOf(event.step), outcome: 'begun', detail: '' },
					}),
				};
				break;
			case 'step ends': {
				const { outcome, detail, took, outputs = {} } = event;
				known.stepsTook += took;
				if (step?.id === event.step) change(step.entry, 'step', { outcome, detail, took });
				else add({ is: 'step', at, step: event.step, title: titleOf(event.step), outcome, detail, took });
				if (step?.id === event.step) step = undefined;
				lastStep = `after “${titleOf(event.step)}”${outcome === 'failed' ? ', which had failed' : ''}`;
				if (event.step === 'restore-point' && outputs.path)
					points.set(outputs.path, { path: outputs.path, use: 'taken' });
				for (const name of outputs.kept?.split('\n') ?? []) if (event.step === 'swap') kept.add(name);
				if (event.step === 'wait' && outputs.downtime)
					known.downtime = [...known.downtime, Number(outputs.downtime)];
				break;
			}
			case 'notice':
				if (event.open) add({ is: 'notice', at, step: event.step, text: event.text });
				break;
			case 'resumed': {
				const { interruptedAt, where, lockkeeper } = event;
				gate = undefined;
				step = undefined;
				if (!known.lockkeepers.includes(lockkeeper)) known.lockkeepers = [...known.lockkeepers, lockkeeper];
				add({ is: 'resumed', at, interruptedAt, where, lockkeeper });
				break;
			}
			case 'follow':
				for (const [index, service] of event.services.entries()) logs.set(service, event.files[index] ?? '');
				break;
			case 'report':
				known.report = event.file;
				break;
			case 'result':
				known.result = event.result;
				add({ is: 'result', at, ...event.result });
				break;
			default:
			// What a newer Lockkeeper writes besides is not known here.
		}
	};

	const where = () => {
		if (gate) return `at the question “${gate.gate.title}”`;
		if (step) return `at “${titleOf(step.id)}”`;
		if (lastStep !== undefined) return lastStep;
		return plan ? 'before the first step' : 'before there was a plan';
	};

	return {
		take({ number, event }) {
			try {
				if (event) return takeEvent(event);
			} catch {
				// Its checksum holds and its shape does not: nobody who writes journals has written it.
			}
			known.damagedLines++;
			if (known.damaged.length < mostDamaged) known.damaged = [...known.damaged, number];
		},
		tell: () => ({
			...known,
			...(goal === undefined ? {} : { to: goal }),
			story: known.purpose === 'rollback' && undoes ? 'undo' : (known.purpose ?? 'run'),
			unended: known.result ? known.result.interrupted === true : true,
			where: where(),
			facts: [...facts.values()],
			findings: [...findings.values()],
			entries,
			waysBack,
			restorePoints: [...points.values()],
			kept: [...kept],
			logs: [...logs].map(([service, file]) => ({ service, file })),
		}),
	};
}

/** Id of a restore point, from its path. */
export const pointId = (path: string): string => basename(path);
