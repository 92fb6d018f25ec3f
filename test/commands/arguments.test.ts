import { describe, expect, test } from 'vitest';
import { type CommandLine, readArguments } from '../../source/commands/arguments.ts';
import { OperatorError } from '../../source/host/errors.ts';

const utf8 = { LANG: 'en_GB.UTF-8', TERM: 'xterm-256color' };
const read = (...argv: readonly string[]) => readArguments(argv, utf8);

const defaults: CommandLine = {
	command: 'upgrade',
	stack: '.',
	to: undefined,
	undo: false,
	fault: undefined,
	points: undefined,
	history: undefined,
	runbook: undefined,
	level: undefined,
	send: false,
	yes: false,
	allowIrreversible: false,
	json: false,
	plain: false,
	screenReader: false,
	color: true,
	ascii: false,
	help: false,
	version: false,
};

test.each<[string, readonly string[], Partial<CommandLine>]>([
	['nothing: the wizard, on the stack in this directory', [], {}],
	['upgrade', ['upgrade', '--to', '0.1.10'], { to: '0.1.10' }],
	[
		'upgrade without a terminal',
		['upgrade', '--stack', '/opt/specivo', '--to', '0.1.10', '--yes', '--json'],
		{ stack: '/opt/specivo', to: '0.1.10', yes: true, json: true },
	],
	['with an equals sign', ['--stack=/opt/x', '--to=0.2.0'], { stack: '/opt/x', to: '0.2.0' }],
	['options before the command', ['--plain', 'check'], { command: 'check', plain: true }],
	['rollback', ['rollback', '--allow-irreversible'], { command: 'rollback', allowIrreversible: true }],
	['backup', ['backup'], { command: 'backup' }],
	['notify, and a test', ['notify', '--send'], { command: 'notify', send: true }],
	[
		'backup, only read back',
		['backup', '--prove', 'quick', '--yes'],
		{ command: 'backup', level: 'quick', yes: true },
	],
	[
		'all runs',
		['history', '--markdown'],
		{ command: 'history', history: { run: undefined, markdown: true, bundle: undefined } },
	],
	[
		'one run, in a bundle with a name of Lockkeeper’s own',
		['history', 'newest', '--bundle', '--stack', '/opt/x'],
		{ command: 'history', stack: '/opt/x', history: { run: 'newest', markdown: false, bundle: '' } },
	],
	[
		'one run, in a bundle',
		['history', '2026', '--bundle', 'b.tar.gz'],
		{ command: 'history', history: { run: '2026', markdown: false, bundle: 'b.tar.gz' } },
	],
	['restore points', ['restore-points'], { command: 'restore-points', points: { action: 'list' } }],
	[
		'restore points, listed',
		['restore-points', 'list'],
		{ command: 'restore-points', points: { action: 'list' } },
	],
	[
		'one restore point',
		['restore-points', 'show', 'newest', '--json'],
		{ command: 'restore-points', points: { action: 'show', point: 'newest' }, json: true },
	],
	[
		'a proof in full',
		['restore-points', 'prove', '--level', 'full', '20260615'],
		{ command: 'restore-points', points: { action: 'prove', point: '20260615' }, level: 'full' },
	],
	[
		'retention without questions',
		['restore-points', 'prune', '--yes'],
		{ command: 'restore-points', points: { action: 'prune' }, yes: true },
	],
	[
		'a kept state to remove',
		['restore-points', 'prune', 'before-20260615T021000Z'],
		{ command: 'restore-points', points: { action: 'prune', kept: 'before-20260615T021000Z' } },
	],
	[
		'an export',
		['restore-points', 'export', 'newest', '--to', '/mnt/usb'],
		{
			command: 'restore-points',
			points: { action: 'export', point: 'newest', to: '/mnt/usb' },
			to: '/mnt/usb',
		},
	],
	[
		'a copy where lockkeeper.yaml says',
		['restore-points', 'copy', 'newest'],
		{ command: 'restore-points', points: { action: 'copy', point: 'newest', to: undefined } },
	],
	[
		'a fetch from another place',
		['restore-points', 'fetch', '20260615', '--from', 'ssh://nas/b'],
		{
			command: 'restore-points',
			points: { action: 'fetch', point: '20260615', from: 'ssh://nas/b' },
		},
	],
	[
		'a fetch from where lockkeeper.yaml says',
		['restore-points', 'fetch', 'newest'],
		{ command: 'restore-points', points: { action: 'fetch', point: 'newest', from: undefined } },
	],
	['practice', ['practice', '--fault', 'slow-migration'], { command: 'practice', fault: 'slow-migration' }],
	['help, short', ['-h'], { help: true }],
	['version', ['--version'], { version: true }],
	['without colour', ['--no-color'], { color: false }],
	['in ASCII', ['--ascii'], { ascii: true }],
	['for a screen reader', ['--screen-reader'], { screenReader: true }],
])('%s', (_condition, argv, expected) => {
	expect(read(...argv)).toEqual({ ...defaults, ...expected });
});

describe('refused with exit code 2, naming the word', () => {
	test.each<[string, readonly string[], RegExp]>([
		[
			'an unknown command',
			['upgrad'],
			/Expected a command, one of upgrade, check, rollback, attach, backup, restore-points, history, runbook, notify, practice, got “upgrad”\./,
		],
		[
			'a version without --to',
			['upgrade', '0.1.10'],
			/Expected nothing after upgrade but options, got “0\.1\.10”\./,
		],
		['an unknown option', ['--too', '0.1.10'], /--too/],
		['an option without its value', ['--to'], /--to/],
		['an option where its value should be', ['--to', '--yes'], /--to/],
		['a value for a switch', ['--yes=1'], /--yes/],
		['an unknown short option', ['-x'], /-x/],
		[
			'a level that there is none of',
			['backup', '--prove', 'fast'],
			/Expected quick, data or full after --prove, got “fast”\./,
		],
		[
			'the same after --level',
			['restore-points', 'prove', 'newest', '--level', ''],
			/Expected quick, data or full after --level, got “”\./,
		],
		['--prove outside of backup', ['upgrade', '--prove', 'full'], /--prove goes with backup only\./],
		['--level with a backup', ['backup', '--level', 'full'], /--level goes with restore-points prove only\./],
		[
			'--level with another sub-command',
			['restore-points', 'show', 'newest', '--level', 'full'],
			/--level goes with restore-points prove only\./,
		],
		['a word after backup', ['backup', 'now'], /Expected nothing after backup but options, got “now”\./],
		[
			'an unknown sub-command',
			['restore-points', 'remove'],
			/Expected list, show, prove, prune, export, copy or fetch after restore-points, got “remove”\./,
		],
		[
			'show without an id',
			['restore-points', 'show'],
			/Expected the id of a restore point, its beginning, or “newest” after restore-points show, got nothing\./,
		],
		[
			'two ids',
			['restore-points', 'prove', 'a', 'b'],
			/Expected one restore point after restore-points prove, got “a b”\./,
		],
		[
			'two names after prune',
			['restore-points', 'prune', 'a', 'b'],
			/Expected one name of a kept state after restore-points prune, got “a b”\./,
		],
		[
			'an export without a directory',
			['restore-points', 'export', 'newest'],
			/Expected a directory to export to: .* --to DIR/,
		],
		[
			'--to with a list',
			['restore-points', '--to', '/mnt'],
			/--to goes with restore-points export and copy only, got it with list\./,
		],
		[
			'--from with a copy',
			['restore-points', 'copy', 'newest', '--from', '/mnt'],
			/--from goes with restore-points fetch only, got it with copy\./,
		],
		['--send with check', ['check', '--send'], /--send goes with notify only\./],
		['--from with a backup', ['backup', '--from', '/mnt'], /--from goes with restore-points fetch only\./],
		['two runs', ['history', 'a', 'b'], /Expected one run after history, got “a b”\./],
		[
			'two forms',
			['history', '--json', '--markdown'],
			/Expected --markdown or --json after history, got both\./,
		],
		['--markdown of a check', ['check', '--markdown'], /--markdown goes with history only\./],
		['a fault outside of practice', ['upgrade', '--fault', 'disk-full'], /--fault goes with practice only\./],
	])('%s', (_condition, argv, message) => {
		const call = () => read(...argv);
		expect(call).toThrow(OperatorError);
		expect(call).toThrow(message);
		expect(call).toThrow(
			expect.objectContaining({ exit: 2, advice: expect.arrayContaining(['Nothing was changed.']) }),
		);
	});
});

test.each<[string, Readonly<Record<string, string>>, boolean]>([
	['a plain terminal', utf8, true],
	['NO_COLOR', { ...utf8, NO_COLOR: '1' }, false],
	['NO_COLOR with any value', { ...utf8, NO_COLOR: '0' }, false],
	['an empty NO_COLOR says nothing', { ...utf8, NO_COLOR: '' }, true],
	['a dumb terminal', { ...utf8, TERM: 'dumb' }, false],
])('colour with %s: %o', (_condition, environment, color) => {
	expect(readArguments([], environment).color).toBe(color);
});

test.each<[string, Readonly<Record<string, string>>, boolean]>([
	['a locale with UTF-8', { LANG: 'de_DE.UTF-8' }, false],
	['a locale with utf8 in small letters', { LANG: 'C.utf8' }, false],
	['the C locale', { LANG: 'C' }, true],
	['an old locale', { LANG: 'de_DE.ISO-8859-1' }, true],
	['LC_ALL over LANG', { LC_ALL: 'C', LANG: 'de_DE.UTF-8' }, true],
	['LC_CTYPE over LANG', { LC_CTYPE: 'de_DE.UTF-8', LANG: 'C' }, false],
	['an empty LC_ALL says nothing', { LC_ALL: '', LANG: 'de_DE.UTF-8' }, false],
	['no locale, on a terminal emulator', { TERM: 'xterm' }, false],
	['no locale, on the Linux console', { TERM: 'linux' }, true],
	['a locale with UTF-8, on the Linux console', { LANG: 'en_GB.UTF-8', TERM: 'linux' }, true],
])('ASCII with %s', (_condition, environment, ascii) => {
	expect(readArguments([], environment).ascii).toBe(ascii);
});

test.each<[string, readonly string[], Readonly<Record<string, string>>, Partial<CommandLine>]>([
	['a terminal', [], utf8, { plain: false, screenReader: false }],
	['a dumb terminal', [], { ...utf8, TERM: 'dumb' }, { plain: true, color: false, ascii: false }],
	['INK_SCREEN_READER=true', [], { ...utf8, INK_SCREEN_READER: 'true' }, { screenReader: true }],
	['INK_SCREEN_READER=1', [], { ...utf8, INK_SCREEN_READER: '1' }, { screenReader: true, plain: false }],
	['INK_SCREEN_READER=0', [], { ...utf8, INK_SCREEN_READER: '0' }, { screenReader: false }],
	['an empty INK_SCREEN_READER', [], { ...utf8, INK_SCREEN_READER: '' }, { screenReader: false }],
	[
		'the line front asked for under a screen reader',
		['--plain'],
		{ ...utf8, INK_SCREEN_READER: '1' },
		{ plain: true },
	],
])('the front for %s', (_condition, argv, environment, expected) => {
	expect(readArguments(argv, environment)).toMatchObject(expected);
});
