// Touches the world: a program that takes docker's words for an app that runs on this host without containers.
import process from 'node:process';
import { builds, config, containers, info } from './answers.ts';
import { answerAsEngine } from './engine-words.ts';
import { followLog } from './follow-log.ts';
import type { HostService } from './host-service.ts';
import { bringUp, startApp, stopApp } from './start-stop.ts';

await answerAsEngine<HostService>(process.argv.slice(2), {
	info,
	config,
	containers,
	images: async (service, references) => builds(service, references),
	up: bringUp,
	start: startApp,
	stop: stopApp,
	follow: followLog,
});
