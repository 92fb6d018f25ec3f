import { normalize } from 'node:path';
import type { HostService } from './host-service.ts';

/** Where the build of a version lies, relative to the stack's directory. */
export const buildOf = ({ builds }: Pick<HostService, 'builds'>, version: string): string =>
	`${normalize(builds)}${version}`;
