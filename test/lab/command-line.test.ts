import { expect, test } from 'vitest';
import { parseCommandLine, usage } from './command-line.ts';
import { describeSystems, systems } from './systems.ts';

const up = ['up', 'specivo', '0.1.9', '--dir', '/srv/stack'];

test('up takes a version and a directory, and leaves what was not said to its defaults', () => {
	expect(parseCommandLine(up)).toEqual({
		name: 'up',
		system: 'specivo',
		version: '0.1.9',
		directory: '/srv/stack',
		forgetImages: false,
	});
});

test('every option of up is read', () => {
	const options =
		'--rows 10 --attachments-mb 0 --project two --port 9934 --slow-seconds 3 --forget-images'.split(' ');
	expect(parseCommandLine([...up, ...options])).toMatchObject({
		rows: 10,
		attachmentsMegabytes: 0,
		project: 'two',
		port: 9934,
		slowMigrationSeconds: 3,
		forgetImages: true,
	});
});

test('a system has options of its own', () => {
	expect(
		parseCommandLine(['up', 'semaphor', '2.3.0', '--dir', '/srv/stack', '--variant', 'external']),
	).toEqual({
		name: 'up',
		system: 'semaphor',
		version: '2.3.0',
		directory: '/srv/stack',
		variant: 'external',
	});
});

test('build takes one system or none, and down any', () => {
	expect(parseCommandLine(['build'])).toEqual({ name: 'build' });
	expect(parseCommandLine(['build', 'semaphor'])).toEqual({ name: 'build', system: 'semaphor' });
	expect(parseCommandLine(['down', 'semaphor', '--dir', '/srv/stack'])).toEqual({
		name: 'down',
		system: 'semaphor',
		directory: '/srv/stack',
	});
});

test.each(systems)(
	'help and list name $name with its versions and options',
	({ name, versions, options }) => {
		expect(usage).toContain(`up ${name} VERSION`);
		for (const option of Object.keys(options)) expect(usage).toContain(`--${option}`);
		for (const { brings } of versions) expect(describeSystems()).toContain(brings);
	},
);

test.each([
	{ condition: 'no command', commandLine: [], message: /Expected a command/ },
	{ condition: 'an unknown command', commandLine: ['go'], message: /got go/ },
	{
		condition: 'an unknown system',
		commandLine: ['up', 'gitea', '1.0', '--dir', '/srv'],
		message: /got gitea/,
	},
	{ condition: 'no version', commandLine: ['up', 'specivo', '--dir', '/srv'], message: /a version/ },
	{ condition: 'no directory', commandLine: ['up', 'specivo', '0.1.9'], message: /--dir DIR/ },
	{ condition: 'an unknown option', commandLine: [...up, '--fast'], message: /--fast/ },
	{
		condition: 'rows that are no number',
		commandLine: [...up, '--rows', 'many'],
		message: /`--rows`.*"many"/,
	},
	{ condition: 'a port too high', commandLine: [...up, '--port', '70000'], message: /`--port`.*"70000"/ },
	{
		condition: 'a project name Compose refuses',
		commandLine: [...up, '--project', 'My Stack'],
		message: /"My Stack"/,
	},
	{
		condition: "another system's option",
		commandLine: [...up, '--variant', 'external'],
		message: /option of specivo.*--variant/,
	},
	{
		condition: 'a variant there is none of',
		commandLine: ['up', 'semaphor', '2.3.0', '--dir', '/srv', '--variant', 'cloud'],
		message: /embedded or external.*"cloud"/,
	},
	{ condition: 'one argument too many', commandLine: ['list', 'all'], message: /got all/ },
])('wrong use is refused: $condition', ({ commandLine, message }) => {
	expect(() => parseCommandLine(commandLine)).toThrow(
		expect.objectContaining({ name: 'WrongUse', message: expect.stringMatching(message) }),
	);
});
