// Touches the world: the lab's command line. See `npm run lab -- --help`.

import type { LabCommand } from './command-line.ts';
import { parseCommandLine, usage } from './command-line.ts';
import { buildSpecivoImages } from './specivo/images.ts';
import { bringUpSpecivo, takeDownSpecivo } from './specivo/stack.ts';
import { describeSystems } from './systems.ts';
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
			await buildSpecivoImages(undefined, progress);
			progress('every image is in the registry');
			break;
		}

		case 'up': {
			const stack = await bringUpSpecivo({ ...command, progress });
			progress(`specivo ${command.version}, a stand-in, is up: ${stack.url} in ${stack.directory}`);
			progress('in there: docker compose --env-file .env --env-file .env.local ps');
			break;
		}

		case 'down': {
			const left = await takeDownSpecivo(command.directory);
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
