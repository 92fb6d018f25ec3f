// Touches the world: a program that takes docker's words, as far as Lockkeeper has them, for an app on the platform.
import process from 'node:process';
import { execa } from 'execa';
import { answerAsEngine } from '../host-service/engine-words.ts';
import { bringUp, config, containers, images, info, startNewest, stopAll } from './answers.ts';
import * as fly from './arguments.ts';
import { asLogged } from './log-lines.ts';
import type { ManagedService } from './managed-service.ts';

await answerAsEngine<ManagedService>(process.argv.slice(2), {
	info,
	config,
	containers,
	images: async (_, references) => images(references),
	up: bringUp,
	start: startNewest,
	stop: stopAll,
	async follow(service, since, onLine, signal) {
		const { argv, cwd } = fly.followLogs(service);
		const [program = '', ...rest] = argv;
		const child = execa(program, rest, {
			...(cwd ? { cwd } : {}),
			stdin: 'ignore',
			reject: false,
			cancelSignal: signal,
			buffer: false,
		});
		for await (const printed of child) {
			const line = asLogged(printed);
			if (line !== undefined && line >= since) onLine(line);
		}
		await child;
	},
});
