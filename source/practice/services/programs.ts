import type { ExecuteProgram, StartProgram } from '../engine/program.ts';
import type { ImageKind } from '../images.ts';
import { executeApplication, startApplication } from './application.ts';
import { executeNginx, startNginx } from './nginx.ts';
import { executePostgres, startPostgres } from './postgres.ts';
import { executeRedis, startRedis } from './redis.ts';

/** What an image of a kind runs, and which programs it has beside. */
export function programOf(kind: ImageKind): {
	readonly start: StartProgram;
	readonly execute: ExecuteProgram;
} {
	return programs[kind];
}

const programs = {
	application: { start: startApplication, execute: executeApplication },
	postgres: { start: startPostgres, execute: executePostgres },
	redis: { start: startRedis, execute: executeRedis },
	nginx: { start: startNginx, execute: executeNginx },
} satisfies Record<ImageKind, { start: StartProgram; execute: ExecuteProgram }>;
