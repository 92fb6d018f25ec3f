import { unitOf } from '../host-service/words.ts';
import type { Plan, Step } from '../plan/plan.ts';
import { aloneIn } from '../restore-points/selection.ts';
import { lossesLines } from '../restore-points/writes/describe-writes.ts';
import { holdsWrites, type Losses } from '../restore-points/writes/writes.ts';
import type { Stack } from '../survey/identify.ts';
import { clock } from '../text/clock.ts';
import { formatDuration } from '../text/duration.ts';
import type { LeavingCost } from './events.ts';
import type { Gate } from './gates.ts';
import type { Run } from './run.ts';

/** Kinds that change what the operator has; one gate stands before all of them. */
const changing: ReadonlySet<Step['kind']> = new Set(['stop', 'pin', 'remove-variables', 'swap', 'up']);

/** What is known when a step's gate is asked. */
export type Known = {
	/** What the way back costs once the gate's steps were taken. */
	readonly afterwards: LeavingCost;
	/** What was written since the restore point, where that was looked at. */
	readonly losses?: Losses | undefined;
	/** What came of the export that was asked for at this gate, a sentence. */
	readonly exported?: string | undefined;
	/** True when the run was killed in this step. */
	readonly half?: boolean;
	/** Why who is told by a notification was not, a sentence each. */
	readonly notTold?: readonly string[] | undefined;
};

/** The question before a step that is not taken back by itself. */
export function stepGate(step: Step, plan: Plan, stack: Stack, known: Known): Gate {
	const { afterwards, losses, exported, half = false } = known;
	if (step.kind === 'optional') return optionalGate(step, plan, half);
	if (step.kind === 'announce') return announceGate(step, stack, known.notTold ?? []);
	if (step.kind === 'restore-beside') {
		return {
			id: `${plan.purpose}-${step.id}`,
			kind: 'confirm',
			destructive: false,
			title: `${plan.to}: ${step.title}?`,
			text: [
				'What is in use is not touched. It is compared with what was laid beside, and you are shown what would be lost before you are asked to go on.',
			],
			commands: step.commands,
			changes: step.changes,
			wayBack: step.undo,
		};
	}
	if (step.kind === 'restore-point') {
		return {
			id: `${plan.purpose}-${step.id}`,
			kind: 'confirm',
			destructive: false,
			title: `Stop for a backup of ${stack.name} now?`,
			text: [
				'A database that only the app itself can read lies in what is saved: while it runs no copy of it is whole.',
				`The app does not serve for about ${formatDuration(step.downtime)}. Its version stays, and it is started again whatever comes of the backup.`,
			],
			commands: step.commands,
			changes: step.changes,
			wayBack: 'none is needed: the app starts again as it is',
		};
	}
	if (step.kind === 'add-variables') {
		return {
			id: `${plan.purpose}-${step.id}`,
			kind: 'confirm',
			destructive: false,
			title: `${step.title[0]?.toUpperCase()}${step.title.slice(1)} of ${plan.to} now?`,
			text: [
				...(step.parameters.says ?? '').split('\n'),
				'What runs does not see them: a container gets its variables when it is made.',
				'Say no, and the upgrade goes on without them.',
			],
			commands: step.commands,
			changes: step.changes,
			wayBack: 'a way back takes them out again, and the restore point holds the file as it was',
		};
	}
	// One gate stands before all that changes what the operator has, and names all of it.
	const asked = plan.steps.filter(
		({ kind, gate }) => changing.has(kind) || (kind === 'add-variables' && gate === undefined),
	);
	const base = {
		id: `${plan.purpose}-${step.id}`,
		commands: asked.flatMap((each) => each.commands),
		changes: asked.map((each) => each.changes).join('; '),
	};
	if (step.gate === 'type') {
		const { undoes } = step.parameters;
		const alone = aloneIn(step.parameters);
		return {
			...base,
			kind: 'type',
			expected: stack.name,
			title: `${undoes ? 'Bring back' : 'Restore'} ${alone?.of === 'files' ? 'files' : plan.to}? Type the stack’s name to go on.`,
			...(losses && holdsWrites(losses) ? { exports: 'the rows and files that would be lost' } : {}),
			text: [
				...(exported === undefined ? [] : [exported]),
				...(losses ? lossesLines(losses) : []),
				undoes
					? `What the restore of ${clock(undoes)} kept replaces the data of now in what the app serves.`
					: 'The data of the restore point replaces the data of now in what the app serves.',
				...(alone
					? [
							`Only this is brought back: ${alone.only}. Untouched stays: ${alone.stays}. The two are then of different times.`,
						]
					: []),
				'The data of now is kept beside, under a dated name.',
			],
			wayBack: 'the state of now stays beside, under a dated name',
		};
	}
	if (plan.purpose === 'upgrade') {
		return {
			...base,
			kind: 'confirm',
			destructive: true,
			title: `Pin ${plan.to} and restart ${stack.name} now?`,
			text: [
				plan.steps.some(({ kind }) => kind === 'add-variables')
					? 'Until here nothing of the stack was changed but for the variables you were asked about, and the old version serves.'
					: 'Until here nothing of the stack was changed, and the old version serves.',
				`From here on the app does not serve until the new ${unitOf(stack.engine.service)}${stack.engine.service ? ' is' : 's are'} up.`,
			],
			wayBack: `${afterwards.text} (about ${formatDuration(afterwards.milliseconds)})`,
		};
	}
	return {
		...base,
		kind: 'confirm',
		destructive: true,
		title: `Pin ${plan.to} and restart ${stack.name} now?`,
		text: [
			stack.engine.service
				? 'The app is stopped and started again; the data stays as it is now.'
				: 'The containers of the app are recreated; the data stays as it is now.',
		],
		wayBack: step.undo,
	};
}

/** A tick by hand: whether those who use the app were told, no program can tell. */
const announceGate = (step: Step, stack: Stack, notTold: readonly string[]): Gate => ({
	id: step.id,
	kind: 'confirm',
	destructive: false,
	optional: true,
	title: `Have you told those who use ${stack.name}?`,
	text: [
		...notTold,
		'This is what the runbook has them told. Copy it, and send it by your own means:',
		'',
		...(step.parameters.text ?? '').trim().split('\n'),
		'',
		'Yes: the report says that you have told them. No: it says that nobody was told, and the upgrade goes on all the same.',
	],
	copies: (step.parameters.text ?? '').trim(),
	commands: [],
	changes: '',
	wayBack: '',
});

/** Asked once the new version is verified: nothing of the plan needs it. */
function optionalGate(step: Step, plan: Plan, half: boolean): Gate {
	const { does = '', when, takes, look = '' } = step.parameters;
	return {
		id: `${plan.purpose}-${step.id}`,
		kind: 'confirm',
		destructive: true,
		optional: true,
		title: `Optional: ${does} now?`,
		text: [
			...(half
				? [
						`It was begun before the run was interrupted, and may have ended, or still run in the container. Look first: ${look}`,
					]
				: []),
			`${plan.to} runs and is verified. That stands whatever comes of this, and also when you leave it.`,
			...(when === undefined ? [] : [`When: ${when}.`]),
			...(takes === undefined ? [] : [`It takes about ${formatDuration(Number(takes))}.`]),
		],
		commands: step.commands,
		changes: step.changes,
		wayBack: step.undo,
	};
}

/** The question after a step failed that the plan can go on without. */
export const withoutGate = (
	step: Step,
	{ question, text }: NonNullable<Step['without']>,
	reason: string,
	advice: readonly string[],
): Gate => ({
	id: `without-${step.id}`,
	kind: 'confirm',
	destructive: false,
	title: question,
	text: [reason, text, ...advice],
	commands: [],
	changes: '',
	wayBack: '',
});

/** What the operator found when trying each item by hand. @throws WishGranted as `ask` does */
export async function askTicks(run: Run, step: Step, items: readonly string[]) {
	const answer = await run.ask({
		id: step.id,
		kind: 'tick',
		title: 'Does it work? Try each of these by hand.',
		text: ['What you tick stands in the report.'],
		commands: [],
		changes: '',
		wayBack: '',
		items: items.map((item) => ({ id: item, label: item, detail: [] })),
	});
	if (answer.kind === 'ticks') return answer.ticks;
	return Object.fromEntries(items.map((item) => [item, 'not made' as const]));
}
