// Touches the world: remembers how the app was started last, for calls that come later.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { HostService } from './host-service.ts';

const schema = z.object({
	/** The version that was started, or that ran when it was stopped. */
	version: z.string().optional(),
	/** The process, and when the kernel says that it started; absent when none was seen. */
	pid: z.number().optional(),
	ticks: z.string().optional(),
	/** ISO 8601. */
	startedAt: z.string().optional(),
	/** Bytes of the log before the start, and when that was, ISO 8601. */
	log: z.object({ offset: z.number(), at: z.string() }).optional(),
});

export type LastStart = z.infer<typeof schema>;

const file = ({ directory }: HostService) => join(directory, '.lockkeeper', 'host-service.json');

export function readLastStart(service: HostService): LastStart {
	try {
		return schema.parse(JSON.parse(readFileSync(file(service), 'utf8')));
	} catch {
		return {};
	}
}

/** A rename: the old one or the new one is there, whatever happens. */
export function writeLastStart(service: HostService, last: LastStart): void {
	const path = file(service);
	mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
	writeFileSync(`${path}.new`, JSON.stringify(last), { mode: 0o600 });
	renameSync(`${path}.new`, path);
}
