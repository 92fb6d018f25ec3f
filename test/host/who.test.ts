// Touches the world: starts programs as sudo and ssh would.
import { spawnSync } from 'node:child_process';
import { userInfo } from 'node:os';
import { expect, test } from 'vitest';

const who = JSON.stringify(new URL('../../source/host/who.ts', import.meta.url).href);
const program = `const { user, from } = (await import(${who})).whoIsHere(); console.log(user + '|' + from);`;
const own = userInfo().username;

/** What a program says that a shell starts. @param script of the shell; $NODE is the program */
function said(script: string, environment: Readonly<Record<string, string>>): string {
	const node = `"${process.execPath}" --no-warnings --input-type=module -e "$PROGRAM"`;
	const { stdout, stderr } = spawnSync('sh', ['-c', script.replace('$NODE', node)], {
		env: { PATH: process.env.PATH, PROGRAM: program, ...environment },
		encoding: 'utf8',
	});
	if (!stdout) throw new Error(stderr);
	return stdout.trim();
}

test.each<[string, string, Readonly<Record<string, string>>, string]>([
	['on the host itself', '$NODE', {}, `${own}|this host`],
	['through SSH', '$NODE', { SSH_CONNECTION: '198.51.100.4 50022 203.0.113.9 22' }, `${own}|198.51.100.4`],
	[
		'through SSH and sudo, which takes that variable away',
		'unset SSH_CONNECTION; SUDO_USER=ada $NODE; :',
		{ SSH_CONNECTION: '2001:db8::4 50022 2001:db8::9 22' },
		`ada as ${own}|2001:db8::4`,
	],
	['through sudo of oneself', '$NODE', { SUDO_USER: own }, `${own}|this host`],
])('who works %s is named', (_how, script, environment, expected) => {
	expect(said(script, environment)).toBe(expected);
});
