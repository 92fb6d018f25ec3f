// Touches the world through survey and steps.

import type { Finding } from '../checks/finding.ts';
import { examineAll } from '../checks/index.ts';
import { OperatorError } from '../host/errors.ts';
import { lockkeeperVersion } from '../host/lockkeeper-version.ts';
import type { Position } from '../plan/leaving.ts';
import type { Plan } from '../plan/plan.ts';
import { planUpgrade } from '../plan/upgrade.ts';
import { restoreTakes } from '../plan/ways-back.ts';
import type { ReleaseNotes } from '../releases/changelog.ts';
import { notesBetween } from '../releases/read-changelog.ts';
import { suggestTargets } from '../releases/suggestions.ts';
import { exactVersion } from '../releases/versions.ts';
import { httpChecks } from '../steps/http-checks.ts';
import { proveCommands, takeCommands } from '../steps/restore-point-commands.ts';
import type { Facts } from '../survey/facts.ts';
import { identify, type Stack } from '../survey/identify.ts';
import { survey, withTarget } from '../survey/survey.ts';
import type { Result } from './events.ts';
import { type Done, type Ending, execute } from './execute.ts';
import type { Gate } from './gates.ts';
import { offerWaysBack } from './offer-ways-back.ts';
import { type OpenRun, openRun, windowOf } from './open-run.ts';
import { writeReport } from './report-file.ts';
import type { Run } from './run.ts';
import { left, type StoryOptions, tell } from './story.ts';

export type UpgradeOptions = StoryOptions & {
	/** Version asked for, as typed; without it the operator chooses. */
	readonly target?: string | undefined;
};

/** Survey, checklist, notes, plan, back up, upgrade, verify, report; ways back after a failure. */
export async function upgradeRun(options: UpgradeOptions): Promise<Result> {
	const { run, practice } = options;
	return tell(run, async (opened) => {
		if (options.expected) announce(run, options.expected, practice);
		run.emit({ type: 'phase', phase: 'Survey' });
		const stack = await options.identify();
		if (options.target !== undefined && !exactVersion(options.target)) throw notAVersion(options.target);
		const open = opened(openRun(run, stack, 'upgrade', practice, new Date()));
		return upgradeStory(run, open, options.target && exactVersion(options.target));
	});
}

function announce(run: Run, expected: NonNullable<StoryOptions['expected']>, practice: boolean): void {
	run.emit({
		type: 'run',
		run: run.id,
		purpose: 'upgrade',
		...expected,
		lockkeeper: lockkeeperVersion,
		practice,
	});
}

async function upgradeStory(run: Run, open: OpenRun, asked: string | undefined): Promise<Result> {
	let surveyed = await look(run, open.stack);
	const target = asked ?? (await chooseTarget(run, surveyed.facts));
	if (target === undefined) return left();
	run.emit({
		type: 'versions',
		...(surveyed.facts.version.current ? { from: surveyed.facts.version.current } : {}),
		to: target,
	});

	let checked = await checklist(run, surveyed.stack, surveyed.facts, target);
	while (checked.failed.length > 0) {
		if ((await run.ask(lookAgainGate(checked.failed))).kind === 'no') return blocked(checked.failed);
		run.emit({ type: 'phase', phase: 'Survey' });
		surveyed = await look(run, await identify(open.stack.directory, open.stack.engine));
		checked = await checklist(run, surveyed.stack, surveyed.facts, target);
	}
	const checklistGate =
		checked.warned.length > 0 ? acknowledgeGate(checked.warned) : passedGate(checked.findings);
	if ((await run.ask(checklistGate)).kind === 'no') return left();

	const { stack } = surveyed;
	const { facts } = checked;
	const from = facts.version.current ?? '';
	run.emit({ type: 'phase', phase: 'Notes' });
	const notes = readNotes(facts, from, target);
	run.emit({ type: 'notes', notes });
	if ((await run.ask(notesGate(notes, from, target))).kind === 'no') return left();

	run.emit({ type: 'phase', phase: 'Plan' });
	const plan = planUpgrade(facts, {
		engine: stack.engine,
		from,
		to: target,
		takeCommands: takeCommands(stack, facts),
		proveCommands: proveCommands(stack, facts),
		addresses: httpChecks(stack).map((check) => check.url),
	});
	run.emit({ type: 'plan', plan });
	if ((await run.ask(planGate(plan))).kind === 'no') return left();

	const began = performance.now();
	const ending = await execute({
		run,
		stack,
		facts,
		plan,
		directory: open.directory,
		logs: open.logs,
		position: positionOf(facts, plan),
	});
	return conclude(run, { ...open, stack }, facts, plan, ending, performance.now() - began);
}

async function look(run: Run, stack: Stack): Promise<{ stack: Stack; facts: Facts }> {
	const facts = await survey(stack, {
		now: new Date(),
		onFact: (fact) => run.emit({ type: 'fact', fact }),
		signal: run.interruption(),
	});
	run.grantWish();
	if (facts.version.current) run.emit({ type: 'versions', from: facts.version.current });
	return { stack, facts };
}

async function chooseTarget(run: Run, facts: Facts): Promise<string | undefined> {
	const { current } = facts.version;
	if (!current) throw unknownVersion(facts);
	if (!facts.releases.ok) {
		throw new OperatorError(`The releases cannot be listed: ${facts.releases.problem}`, {
			exit: 3,
			advice: [
				'Nothing of the stack was changed.',
				'Name the version yourself: lockkeeper upgrade --to VERSION',
			],
		});
	}
	const suggestions = suggestTargets(current, facts.releases.value.versions, facts.runbook.version.hops);
	if (suggestions.length === 0) {
		throw new OperatorError(
			`There is no newer release than ${current} that a single hop reaches (${facts.releases.value.source}).`,
			{
				exit: 3,
				advice: ['Nothing of the stack was changed.'],
			},
		);
	}
	const answer = await run.ask({
		id: 'target',
		kind: 'choose',
		title: `${facts.app} ${current} runs. Which version do you want?`,
		text: ['Choosing changes nothing: the checklist, the notes and the plan come first.'],
		commands: [],
		changes: '',
		wayBack: '',
		items: suggestions.map(({ version, reason, recommended }) => ({
			id: version,
			label: version,
			detail: [reason],
			recommended,
		})),
	});
	return answer.kind === 'chosen' ? answer.item : undefined;
}

/** Runs every check on the facts with the target's image; emits each finding. */
export async function checklist(
	run: Run,
	stack: Stack,
	surveyed: Facts,
	target: string | undefined,
): Promise<{
	facts: Facts;
	findings: readonly Finding[];
	failed: readonly Finding[];
	warned: readonly Finding[];
}> {
	run.emit({ type: 'phase', phase: 'Checklist' });
	const facts = target === undefined ? surveyed : await withTarget(stack, surveyed, target);
	const clock = new Date();
	const window = windowOf(stack);
	const findings = examineAll({
		facts,
		...(target === undefined ? {} : { target }),
		...(window ? { window } : {}),
		now: { hours: clock.getHours(), minutes: clock.getMinutes() },
	});
	for (const finding of findings) run.emit({ type: 'finding', finding });
	return {
		facts,
		findings,
		failed: findings.filter((finding) => finding.outcome === 'fail'),
		warned: findings.filter((finding) => finding.outcome === 'warn'),
	};
}

const question = { commands: [], changes: '', wayBack: '' } as const;

function lookAgainGate(failed: readonly Finding[]): Gate {
	return {
		...question,
		id: 'look-again',
		kind: 'confirm',
		destructive: false,
		title: 'These checks failed. Look again?',
		text: failed.map((finding) => `${finding.title}: ${finding.evidence}. ${finding.advice ?? ''}`.trim()),
	};
}

/** A pause, so that the list is seen also when nothing is wrong. */
function passedGate(findings: readonly Finding[]): Gate {
	const passed = findings.filter((finding) => finding.outcome === 'pass').length;
	return {
		...question,
		id: 'checklist',
		kind: 'confirm',
		destructive: false,
		title: 'No check failed or warned. Go on to the notes?',
		text: [`${passed} checks passed. Walk the list above to see what each one saw.`],
	};
}

function acknowledgeGate(warned: readonly Finding[]): Gate {
	return {
		...question,
		id: 'warnings',
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

function notesGate(notes: ReleaseNotes, from: string, to: string): Gate {
	const marked = notes.sections
		.flatMap((section) => section.lines)
		.filter((line) => line.marks.length > 0).length;
	return {
		...question,
		id: 'notes',
		kind: 'confirm',
		destructive: false,
		title: `Have you read what changes from ${from} to ${to}?`,
		text: [
			...(marked > 0
				? [`Marked lines: ${marked}.`]
				: notes.sections.length > 0
					? ['No line is marked.']
					: []),
			...(notes.missing.length > 0 ? [`There are no notes for ${notes.missing.join(', ')}.`] : []),
		],
	};
}

function planGate(plan: Plan): Gate {
	return {
		...question,
		id: 'plan',
		kind: 'confirm',
		destructive: false,
		title: 'Start with the restore point?',
		text: [`${plan.from} goes on serving. You are asked again before ${plan.to} is pinned and started.`],
	};
}

/** An unreadable changelog is a finding already; here it is a list of what is missing. */
function readNotes(facts: Facts, from: string, to: string): ReleaseNotes {
	if (!facts.changelog.ok) return { sections: [], missing: [to], place: 'no changelog' };
	const versions = facts.releases.ok ? facts.releases.value.versions : [];
	return notesBetween(facts.changelog.value.text, facts.changelog.value.place, from, to, versions);
}

/** Where an upgrade stands after the steps so far. */
export function positionOf(facts: Facts, plan: Plan): (done: Done) => Position {
	const revision = facts.schema.ok ? facts.schema.value.current : undefined;
	const startTakes = plan.steps.find((step) => step.id === 'wait')?.expected ?? 0;
	return ({ begun, ended, outputs }) => {
		const head = outputs['pull.head'];
		const takenAt = outputs['restore-point.takenAt'];
		return {
			from: plan.from,
			to: plan.to,
			pinned: begun.has('pin'),
			restarted: begun.has('up'),
			verified: ended.has('verify'),
			schemaMoves: head === undefined ? undefined : head !== revision,
			...(takenAt
				? { restore: { takenAt, takes: restoreTakes(Number(outputs['prove.restoreTook'] ?? 0), startTakes) } }
				: {}),
			startTakes,
		};
	};
}

async function conclude(
	run: Run,
	open: OpenRun,
	facts: Facts,
	plan: Plan,
	ending: Ending,
	took: number,
): Promise<Result> {
	const pinned = ending.begun.has('pin');
	switch (ending.is) {
		case 'done':
			return verified(run, open, plan, took);
		case 'declined':
			return left();
		case 'wished':
			if (!pinned) return left(ending.wish);
			return offerWaysBack(run, open, {
				facts,
				plan,
				why: `You stopped before “${ending.step.title}” was over.`,
				verified: ending.ended.has('verify'),
			});
		case 'failed':
			if (pinned) {
				return offerWaysBack(run, open, {
					facts,
					plan,
					why: `${ending.step.title}: ${ending.reason}`,
					verified: ending.ended.has('verify'),
				});
			}
			return {
				exit: 3,
				state: 'old version',
				text: [
					`${ending.step.title}: ${ending.reason}`,
					`Nothing of the stack was changed; ${plan.from} serves.`,
					...ending.advice,
				],
			};
		default:
			return ending satisfies never;
	}
}

function verified(run: Run, open: OpenRun, plan: Plan, took: number): Result {
	run.emit({ type: 'phase', phase: 'Report' });
	const file = writeReport(run, open.directory, took);
	return {
		exit: 0,
		state: 'new version',
		text: [
			`${open.stack.name} runs ${plan.to}, verified.`,
			`Report: ${file}`,
			'Keep the restore point until you have worked with the new version for a while.',
		],
	};
}

const blocked = (failed: readonly Finding[]): Result => ({
	exit: 3,
	state: 'old version',
	text: [
		...failed.map(
			(finding) => `${finding.title}: ${finding.evidence}.${finding.advice ? ` ${finding.advice}` : ''}`,
		),
		'Nothing of the stack was changed.',
	],
});

export const notAVersion = (target: string) =>
	new OperatorError(`Expected an exact version such as 0.1.10 after --to, got “${target}”.`, {
		exit: 2,
		advice: ['Nothing was changed.'],
	});

const unknownVersion = (facts: Facts) =>
	new OperatorError(
		`The version that runs is not known: ${
			Object.entries(facts.version.running)
				.map(([service, tag]) => `${service} runs ${tag}`)
				.join(', ') || 'no service of the app runs'
		}.`,
		{ exit: 3, advice: ['Nothing of the stack was changed.', 'lockkeeper check says what to mend.'] },
	);
