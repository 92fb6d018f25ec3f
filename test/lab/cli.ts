// Touches the world: the lab's command line. See `npm run lab -- --help`.

import type { LabCommand } from './command-line.ts';
import { findSystem, parseCommandLine, usage } from './command-line.ts';
import { describeSystems, systems } from './systems.ts';
import { WrongUse } from './wrong-use.ts';

const progress = (line: string) => console.log(`lab: ${line}`);

async function run(command: LabCommand): Promise<void> {
	switch (command.name) {
		case 'help': {
			console.log(usage);
			break;
		}

		case 'list': {
			console.log(describeSystems());
			break;
		}

		case 'build': {
			for (const system of command.system === undefined ? systems : [findSystem(command.system)]) {
				await system.build(progress);
			}

			progress('every image is in the registry');
			break;
		}

		case 'up': {
			const system = findSystem(command.system);
			const stack = await system.up({ ...command, progress });
			progress(`${system.name} ${command.version}, a stand-in, is up: ${stack.url} in ${stack.directory}`);
			for (const line of stack.guidance ?? [`in there: ${system.compose} ps`]) progress(line);
			break;
		}

		case 'down': {
			const left = await findSystem(command.system).down(command.directory);
			progress(
				left.length === 0
					? `${command.directory} is gone`
					: `left in ${command.directory}: ${left.join(', ')}`,
			);
			break;
		}

		default: {
			command satisfies never;
		}
	}
}

try {
	await run(parseCommandLine(process.argv.slice(2)));
} catch (error) {
	if (error instanceof WrongUse) {
		console.error(`lab: ${error.message}\nlab: npm run lab -- --help shows every command and option`);
		process.exitCode = 2;
	} else {
		console.error(`lab: ${error instanceof Error ? error.message : String(error)}`);
		process.exitCode = 1;
	}
}
