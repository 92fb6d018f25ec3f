import { parseArgs } from 'node:util';
import { OperatorError } from '../host/errors.ts';
import { isLevelWord, type LevelWord, levelWords } from '../restore-points/proof-levels.ts';
import { inWords } from '../text/list.ts';
import { type HistoryAction, readHistoryWords } from './history/words.ts';
import { type PointsAction, readPointsWords } from './restore-points/words.ts';
import { type RunbookAction, readRunbookWords } from './runbook-words.ts';

export const commandNames = [
	'upgrade',
	'check',
	'rollback',
	'attach',
	'backup',
	'restore-points',
	'history',
	'runbook',
	'notify',
	'practice',
] as const;
export type CommandName = (typeof commandNames)[number];

/** The command line, read. */
export type CommandLine = {
	/** Plain `lockkeeper` is `upgrade`, with the target chosen in the wizard. */
	readonly command: CommandName;
	readonly stack: string;
	readonly to: string | undefined;
	/** `rollback`: the newest way back is to be undone. */
	readonly undo: boolean;
	readonly fault: string | undefined;
	/** What to do with the restore points; only with that command. */
	readonly points: PointsAction | undefined;
	/** Which runs are asked about; only with that command. */
	readonly history: HistoryAction | undefined;
	/** What to do with runbooks; only with that command. */
	readonly runbook: RunbookAction | undefined;
	/** How far to prove: `--prove` of a backup, `--level` of `restore-points prove`. */
	readonly level: LevelWord | undefined;
	/** `notify`: a test message is sent. */
	readonly send: boolean;
	readonly yes: boolean;
	readonly allowIrreversible: boolean;
	readonly json: boolean;
	/** Lines in place of the wizard. */
	readonly plain: boolean;
	/** The wizard as text in reading order, for a screen reader. */
	readonly screenReader: boolean;
	/** Of the 16 that the terminal's own scheme defines. */
	readonly color: boolean;
	readonly ascii: boolean;
	readonly help: boolean;
	readonly version: boolean;
};

const options = {
	stack: { type: 'string', default: '.' },
	to: { type: 'string' },
	from: { type: 'string' },
	undo: { type: 'boolean', default: false },
	fault: { type: 'string' },
	prove: { type: 'string' },
	level: { type: 'string' },
	send: { type: 'boolean', default: false },
	yes: { type: 'boolean', default: false },
	'allow-irreversible': { type: 'boolean', default: false },
	markdown: { type: 'boolean', default: false },
	bundle: { type: 'string' },
	json: { type: 'boolean', default: false },
	plain: { type: 'boolean', default: false },
	'screen-reader': { type: 'boolean', default: false },
	'no-color': { type: 'boolean', default: false },
	ascii: { type: 'boolean', default: false },
	help: { type: 'boolean', short: 'h', default: false },
	version: { type: 'boolean', default: false },
} as const;

/** @throws OperatorError with exit code 2 that names the wrong word and what was expected */
export function readArguments(
	argv: readonly string[],
	environment: Readonly<Record<string, string | undefined>>,
): CommandLine {
	const { values, positionals } = parse(argv);
	const [command = 'upgrade', ...rest] = positionals;
	if (!isCommand(command))
		throw wrong(`Expected a command, one of ${commandNames.join(', ')}, got “${command}”.`);
	const points = command === 'restore-points' ? pointsAction(rest, values.to, values.from) : undefined;
	const runbook = command === 'runbook' ? runbookAction(rest) : undefined;
	const history = command === 'history' ? historyAction(rest, values) : undefined;
	if (!points && !runbook && !history && rest.length > 0)
		throw wrong(`Expected nothing after ${command} but options, got “${rest.join(' ')}”.`);
	if (values.markdown && !history) throw wrong('--markdown goes with history only.');
	if (values.bundle !== undefined && !history) throw wrong('--bundle goes with history only.');
	if (values.fault !== undefined && command !== 'practice') throw wrong('--fault goes with practice only.');
	if (values.undo && command !== 'rollback') throw wrong('--undo goes with rollback only.');
	if (values.undo && values.to !== undefined)
		throw wrong('Expected --undo or --to after rollback, got both.');
	if (values.send && command !== 'notify') throw wrong('--send goes with notify only.');
	if (values.from !== undefined && !points) throw wrong('--from goes with restore-points fetch only.');
	if (values.prove !== undefined && command !== 'backup') throw wrong('--prove goes with backup only.');
	if (values.level !== undefined && points?.action !== 'prove')
		throw wrong('--level goes with restore-points prove only.');
	return {
		command,
		stack: values.stack,
		to: values.to,
		undo: values.undo,
		fault: values.fault,
		points,
		history,
		runbook,
		level: levelWord('--prove', values.prove) ?? levelWord('--level', values.level),
		send: values.send,
		yes: values.yes,
		allowIrreversible: values['allow-irreversible'],
		json: values.json,
		// A dumb terminal has no screen: it cannot move its cursor.
		plain: values.plain || environment.TERM === 'dumb',
		screenReader: values['screen-reader'] || ['1', 'true'].includes(environment.INK_SCREEN_READER ?? ''),
		// https://no-color.org: any value that is not empty.
		color: !values['no-color'] && !environment.NO_COLOR && environment.TERM !== 'dumb',
		ascii: values.ascii || !speaksUnicode(environment),
		help: values.help,
		version: values.version,
	};
}

function parse(argv: readonly string[]) {
	try {
		return parseArgs({ args: named(argv), options, allowPositionals: true });
	} catch (error) {
		throw wrong((error as Error).message);
	}
}

/** `--bundle` may stand without a file's name: then it has one of Lockkeeper's own. */
const named = (argv: readonly string[]) =>
	argv.map((word, index) => {
		const next = argv[index + 1];
		return word === '--bundle' && (next === undefined || next.startsWith('-')) ? '--bundle=' : word;
	});

function pointsAction(
	words: readonly string[],
	to: string | undefined,
	from: string | undefined,
): PointsAction {
	const read = readPointsWords(words, to, from);
	if ('problem' in read) throw wrong(read.problem);
	return read;
}

function historyAction(
	words: readonly string[],
	{ markdown, json, bundle }: { markdown: boolean; json: boolean; bundle?: string | undefined },
): HistoryAction {
	const read = readHistoryWords(words, { markdown, json, bundle });
	if ('problem' in read) throw wrong(read.problem);
	return read;
}

function runbookAction(words: readonly string[]): RunbookAction {
	const read = readRunbookWords(words);
	if ('problem' in read) throw wrong(read.problem);
	return read;
}

function levelWord(option: string, word: string | undefined): LevelWord | undefined {
	if (word === undefined || isLevelWord(word)) return word;
	throw wrong(`Expected ${inWords(levelWords, 'or')} after ${option}, got “${word}”.`);
}

const isCommand = (word: string): word is CommandName => (commandNames as readonly string[]).includes(word);

/** A locale that says nothing is taken for one of Unicode. The Linux console has a font of at most 512 characters. */
function speaksUnicode({
	LC_ALL,
	LC_CTYPE,
	LANG,
	TERM,
}: Readonly<Record<string, string | undefined>>): boolean {
	const locale = LC_ALL || LC_CTYPE || LANG;
	return TERM !== 'linux' && (!locale || /utf-?8/i.test(locale));
}

const wrong = (message: string) =>
	new OperatorError(message, {
		exit: 2,
		advice: ['Nothing was changed.', 'lockkeeper --help says what there is.'],
	});
