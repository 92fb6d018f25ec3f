import { databaseServices } from '../runbook/database-services.ts';
import type { Facts, ServiceFact } from '../survey/facts.ts';
import { pinnedIn, type Stack } from '../survey/identify.ts';
import { clock } from '../text/clock.ts';
import { inWords } from '../text/list.ts';
import type { Interrupted } from './find-interrupted.ts';
import type { Gate, GateItem } from './gates.ts';
import { whereOf } from './interruption.ts';

/** What can be done about an interrupted run, in the order it is shown. */
export type InterruptedChoice = 'go-on' | 'ways-back' | 'leave';

/** The question that an interrupted run is opened with. @param looked what was seen of the stack, sentences */
export function interruptedGate(interrupted: Interrupted, looked: readonly string[]): Gate {
	return {
		id: 'interrupted',
		kind: 'choose',
		title: 'Interrupted. What now?',
		text: [whatHappened(interrupted), ...looked],
		commands: [],
		changes: '',
		wayBack: 'Choosing changes nothing yet; what loses writes asks for the stack’s name.',
		items: items(interrupted),
	};
}

/** What happened, when and where: a sentence. */
export function whatHappened({ run, interruption, problem }: Interrupted): string {
	const what = interruption
		? `Run ${run} was interrupted ${whereOf(interruption)}; it was last seen at ${clock(interruption.at)}.`
		: `Run ${run} was interrupted.`;
	return problem === undefined ? what : `${what} It cannot be gone on with: ${problem}.`;
}

/** What was seen of the stack, a sentence each. */
export function whatStands(stack: Stack, facts: Facts): readonly string[] {
	const app = facts.services.filter((service) => service.app);
	const running = app.map(whatRuns);
	return [
		`${pinnedIn(stack)} is pinned; ${inWords(running)}.`,
		facts.schema.ok
			? `The schema is at ${facts.schema.value.current ?? 'none'}.`
			: `The schema revision cannot be read: ${whyUnread(stack, facts, facts.schema.problem)}.`,
	];
}

/** A database that is down needs no command line to be told. */
function whyUnread(stack: Stack, { services }: Facts, problem: string): string {
	const down = databaseServices(stack.runbook.data).filter((name) =>
		services.some(
			(service) => service.name === name && (service.state === 'exited' || service.state === 'missing'),
		),
	);
	return down.length > 0 ? `${inWords(down)} ${down.length === 1 ? 'does' : 'do'} not run` : problem;
}

function whatRuns({ name, state, runningImage, startedAt }: ServiceFact): string {
	const version = runningImage?.split(':').at(-1) ?? 'no version';
	// What made it was killed before it started it.
	if (state === 'starting' && startedAt === undefined) return `${name} was made (${version}) and not started`;
	switch (state) {
		case 'missing':
			return `${name} has no container`;
		case 'exited':
			return `${name} has ended (${version})`;
		case 'no check':
			return `${name} runs ${version}`;
		default:
			return `${name} runs ${version} (${state})`;
	}
}

function items({ interruption, problem }: Interrupted): readonly GateItem[] {
	const going = interruption?.going;
	const next = going?.half ?? going?.failed?.step;
	const advised = advise(problem, going?.failed !== undefined);
	const all: readonly (GateItem & { readonly id: InterruptedChoice })[] = [
		{
			id: 'go-on',
			label: 'Go on',
			detail: [
				'The same run goes on: what was done is not done again.',
				...(next
					? [
							next.kind === 'optional'
								? `“${next.title}” is asked about again; ${going?.plan.to ?? 'the new version'} was verified before it.`
								: `“${next.title}” is looked at first, and finished or done again.`,
						]
					: []),
				...(going?.failed ? [`It failed before: ${going.failed.reason}`] : []),
				'What had not begun asks again.',
			],
			...(problem === undefined ? {} : { unavailable: problem }),
		},
		{
			id: 'ways-back',
			label: 'See the ways back',
			detail: ['Each with what it changes, keeps, loses and takes; one is recommended.'],
		},
		{
			id: 'leave',
			label: 'Leave it as it is',
			detail: ['Nothing is done. The same question is asked the next time.'],
		},
	];
	return all.map((item) => ({ ...item, recommended: item.id === advised }));
}

function advise(problem: string | undefined, failed: boolean): InterruptedChoice {
	return problem === undefined && !failed ? 'go-on' : 'ways-back';
}
