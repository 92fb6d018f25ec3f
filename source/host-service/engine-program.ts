// Touches the world: a program that takes docker's words, as far as Lockkeeper has them, for an app without containers.
import process from 'node:process';
import { builds, config, containers, info } from './answers.ts';
import { followLog } from './follow-log.ts';
import type { HostService } from './host-service.ts';
import { bringUp, startApp, stopApp } from './start-stop.ts';

const [description = '{}', ...words] = process.argv.slice(2);
const service = JSON.parse(description) as HostService;
const say = (value: unknown) => console.log(typeof value === 'string' ? value : JSON.stringify(value));

try {
	await answer(words.filter((word, index) => word !== '--env-file' && words[index - 1] !== '--env-file'));
} catch (error) {
	console.error((error as Error).message);
	process.exitCode = 1;
}

async function answer([first = '', second = '', ...rest]: readonly string[]): Promise<void> {
	switch (first === 'ps' || first === 'info' || first === 'logs' ? first : `${first} ${second}`) {
		case 'info':
			return say(info(service));
		case 'compose version':
			return say('none');
		case 'compose config':
			return say(config(service));
		case 'compose ps':
			return say((await containers(service)).map(({ Id }) => Id).join('\n'));
		case 'compose up':
			return bringUp(service);
		case 'compose start':
			return startApp(service);
		case 'compose stop':
			return stopApp(service);
		case 'container inspect':
			return say(await containers(service));
		case 'image inspect': {
			const found = builds(service, rest);
			if (found) return say(found);
			throw new Error(`Error: No such image: ${rest.join(' ')}`);
		}
		// Throw-away containers of ours: there never are any.
		case 'ps':
			return;
		case 'logs': {
			const since = [second, ...rest].at([second, ...rest].indexOf('--since') + 1) ?? '';
			const ends = new AbortController();
			for (const name of ['SIGTERM', 'SIGINT'] as const) process.on(name, () => ends.abort());
			return followLog(service, since, say, ends.signal);
		}
		default:
			throw new Error(
				`${service.service} runs on this host, without an engine: “${words.join(' ')}” has no meaning`,
			);
	}
}
