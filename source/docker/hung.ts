import type { Command } from './command.ts';

const looks = 'It only looks: it changed nothing.';
const containers = 'Which containers run now: docker compose ps --all';

/** What a call that hung may have left, by its subcommand. */
const states: Readonly<Record<string, string>> = {
	ps: looks,
	inspect: looks,
	config: looks,
	info: looks,
	version: looks,
	logs: looks,
	wait: looks,
	pull: 'No container was touched; what was fetched so far stays, and the next try goes on from there.',
	tag: 'No container was touched; the image has the new name or has it not, and trying again does no harm.',
	up: containers,
	start: containers,
	stop: containers,
	rm: containers,
	exec: 'What it did inside the container may go on there; what it had written so far is not used.',
	run: 'Its container may go on; it is one of Lockkeeper’s own and serves nobody, and the next run removes it.',
	cp: 'What it had copied so far is not used.',
	connect: 'Which networks a container is in: docker container inspect',
};

/** What to say when a call hung: what state it left, and what to do. */
export function hungAdvice({ argv }: Command): readonly string[] {
	const word = argv.slice(1).find((each, index) => argv[index] !== '--env-file' && each in states);
	return [
		...(word === undefined ? [] : [states[word] ?? '']),
		'Something that it waits for does not answer: the engine, a disk, or a network file system.',
		'See that these answer, then try again: docker info; docker compose ps; df',
	];
}
