import process from 'node:process';
import type { Engine } from '../docker/engine.ts';

/** Whether the engine may run on another host, where a directory of this one is not. */
export const engineMayBeElsewhere = ({ options }: Engine): boolean =>
	options.length > 0 || process.env.DOCKER_HOST?.startsWith('unix:') === false;
