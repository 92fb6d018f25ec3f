// Touches the world: writes a bundle of a run for a bug report.
import { rmSync } from 'node:fs';
import { homedir, hostname } from 'node:os';
import { resolve } from 'node:path';
import process from 'node:process';
import { quote } from '../../docker/command.ts';
import { homeOf } from '../../host/users.ts';
import { anonymous, tellingHost } from '../../run/bundle/anonymous.ts';
import { secretsOfStackHere } from '../../run/bundle/files-secrets.ts';
import { writeBundle } from '../../run/bundle/write-bundle.ts';
import type { RunHistory } from '../../run/history/run-history.ts';
import type { Now } from '../../run/history/standing.ts';
import { formatBytes } from '../../text/bytes.ts';
import { redactor } from '../../text/redact.ts';
import type { CommandLine } from '../arguments.ts';
import { sayOutcome } from '../restore-points/say.ts';
import { asMarkdown } from './document.ts';
import { factsText } from './facts-text.ts';
import { runDocument } from './run-document.ts';

/**
 * `history RUN --bundle [FILE]`. @param file as typed; empty: a name of Lockkeeper's own, in the current directory
 * @returns the exit code @throws OperatorError when it cannot be written
 */
export async function bundle(
	line: CommandLine,
	told: RunHistory,
	now: Now,
	place: { readonly stack: string; readonly directory: string; readonly file: string },
): Promise<number> {
	const target = resolve(place.file || `lockkeeper-${told.run}.tar.gz`);
	const { secrets, files: secretsFrom, problems } = await secretsOfStackHere(place.stack);
	const host = tellingHost(hostname(), [
		...[told.stack, told.app].flatMap((name) => name ?? []),
		...told.logs.map(({ service }) => service),
	]);
	const written = await untilStopped((onTemporary) =>
		writeBundle({
			...{ run: told.run, directory: place.directory, target, at: new Date(), onTemporary },
			hide: redactor(secrets),
			anonymous: anonymous({ homes: homes(), host }),
			texts: [
				{
					name: 'run.md',
					what: 'what was done, for people',
					text: `${asMarkdown(runDocument(told, now, place.directory)).join('\n')}\n`,
				},
				{ name: 'facts.txt', what: 'versions, and what the survey found', text: factsText(told) },
			],
			about: { secretsFrom, problems, hostHidden: host !== undefined },
		}),
	);
	return sayOutcome(line, {
		exit: 0,
		text: [
			`Bundle of run ${told.run}: ${target}`,
			...written.map(
				({ name, bytes, hidden }) => `  ${name}  ${formatBytes(bytes)}, hidden in it: ${hidden}`,
			),
			`Read it before you send it; README.md in it says what may still be there: tar -xOzf ${quote(target)} | less`,
			'Nothing was sent anywhere.',
		],
		facts: {
			bundle: target,
			files: written.map(({ name, bytes, hidden }) => ({ name, bytes, hidden })),
			problems,
		},
	});
}

/** Of who works, and behind sudo of who called it. */
const homes = () => [
	homedir(),
	...[process.env.SUDO_USER, process.env.USER].flatMap((user) => homeOf(user) ?? []),
];

/** A signal ends it, and what it had begun is removed. */
async function untilStopped<T>(work: (onTemporary: (directory: string) => void) => Promise<T>): Promise<T> {
	let temporary: string | undefined;
	const stop = () => {
		if (temporary !== undefined) rmSync(temporary, { recursive: true, force: true });
		process.exit(130);
	};
	const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
	for (const signal of signals) process.on(signal, stop);
	try {
		return await work((directory) => {
			temporary = directory;
		});
	} finally {
		for (const signal of signals) process.off(signal, stop);
	}
}
