// Touches the world: follows containers' logs across restarts and keeps them whole in files.
import { createWriteStream, readFileSync, truncateSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as docker from '../docker/arguments.ts';
import { runLines } from '../docker/run.ts';
import { clockShift, type Moment, shiftAt } from '../host/moment.ts';
import type { Stack } from '../survey/identify.ts';
import { listContainers } from '../survey/services.ts';
import { hideKeyLines } from '../text/secret-patterns.ts';

/** A line with the time the engine stamped on it. */
export type LogLine = {
	readonly at: string;
	readonly text: string;
	/** By how many milliseconds the clock had been set on when it came. */
	readonly shift: number;
};

/** Whether a line was written after a moment, also when the clock was set back in between. */
export function isSince({ at, shift }: LogLine, moment: Moment): boolean {
	if (at >= moment.at) return true;
	const then = shiftAt(moment);
	return then !== undefined && Date.parse(at) - (shift - then) >= Date.parse(moment.at);
}

/**
 * Whether a line may come from a container that was started then: what Compose replaces goes on writing until it is stopped. Where
 * the clock was set since the moment nothing can be told, and each line counts.
 * @param started when it was started first; undefined where nothing tells
 */
export function mayBeOf({ at, shift }: LogLine, started: string | undefined, moment: Moment): boolean {
	const then = shiftAt(moment);
	if (started === undefined || then === undefined || isSet(Math.abs(shift - then))) return true;
	return Date.parse(at) >= Date.parse(started);
}

/** Logs of some services from a moment on. */
export type ServiceLogs = {
	/** Begins to follow; a service that is followed already goes on. */
	readonly follow: (services: readonly string[], since: Date) => void;
	/** The newest lines of a service, oldest first, at most `kept`. */
	readonly lines: (service: string) => readonly LogLine[];
	/** How many lines came so far, of all services: tells whether anything moves. */
	readonly count: () => number;
	readonly file: (service: string) => string;
	readonly close: () => Promise<void>;
};

const kept = 20_000;
/** Bytes that wait for the disk before a service's lines have to. */
const behind = 256 * 1024;
/** Milliseconds until a container that is not there yet, or has ended, is looked for again. */
const again = 400;
/** A follower may run as long as the run; the engine ends it with the container. Milliseconds. */
const longest = 24 * 3600 * 1000;

/**
 * @param directory where `<service>.log` files are written, mode 0600
 * @param onLines called with what came since the last call, secrets hidden
 * @param hide takes secrets out of a line before it goes anywhere
 */
export function openServiceLogs(
	stack: Stack,
	directory: string,
	hide: (text: string) => string,
	onLines: (service: string, lines: readonly string[]) => void,
): ServiceLogs {
	const followers = new Map<string, { lines: LogLine[]; file: WriteStream; ended: Promise<void> }>();
	const stop = new AbortController();
	let count = 0;
	const file = (service: string) => join(directory, `${service}.log`);

	const start = (service: string, since: Date) => {
		const lines: LogLine[] = [];
		// After an interruption the file holds some of what comes once more.
		const written = newestWritten(file(service));
		const stream = createWriteStream(file(service), {
			flags: 'a',
			mode: 0o600,
			highWaterMark: behind,
		});
		// A full disk must not end the run: what is shown and judged does not come from the file.
		stream.on('error', () => {});
		const hideKeys = hideKeyLines();
		let waiting: string[] = [];
		let flush: NodeJS.Timeout | undefined;
		const take = (raw: string) => {
			const { at, text } = split(raw);
			const line = { at, text: hide(hideKeys(text)), shift: clockShift() };
			lines.push(line);
			// Not at each line: all that stay would be moved each time.
			if (lines.length > 2 * kept) lines.splice(0, lines.length - kept);
			count++;
			const room = line.at > written ? stream.write(`${line.at} ${line.text}\n`) : true;
			waiting.push(line.text);
			// One event for many lines: a front must not be called a million times a second.
			flush ??= setTimeout(() => {
				flush = undefined;
				onLines(service, waiting);
				waiting = [];
			}, 30);
			// A service that says more than the disk takes waits for it, and nothing piles up here.
			return room || stream.destroyed ? undefined : drained(stream);
		};
		const ended = followService(stack, service, since, take, stop.signal).finally(() => {
			clearTimeout(flush);
			if (waiting.length > 0) onLines(service, waiting);
			return new Promise<void>((resolve) => {
				if (stream.closed) return resolve();
				stream.once('close', resolve);
				stream.end();
			});
		});
		followers.set(service, { lines, file: stream, ended });
	};

	return {
		follow(services, since) {
			for (const service of services) if (!followers.has(service)) start(service, since);
		},
		lines: (service) => followers.get(service)?.lines.slice(-kept) ?? [],
		count: () => count,
		file,
		async close() {
			stop.abort();
			await Promise.all([...followers.values()].map(({ ended }) => ended));
		},
	};
}

/** Resolves once what was written is on its way to the disk, or never will be. */
function drained(stream: WriteStream): Promise<void> {
	return new Promise((resolve) => {
		const done = () => {
			stream.off('drain', done);
			stream.off('close', done);
			resolve();
		};
		stream.on('drain', done);
		stream.on('close', done);
	});
}

/** The time of the last whole line of a file, empty when there is none; half a line after it is cut off. */
function newestWritten(file: string): string {
	try {
		const content = readFileSync(file);
		const length = content.lastIndexOf('\n') + 1;
		if (length < content.length) truncateSync(file, length);
		const last = content.subarray(0, length).toString('utf8').trimEnd().split('\n').at(-1) ?? '';
		return split(last).at;
	} catch {
		return '';
	}
}

/** The engine's time and the text of a line of `docker logs --timestamps`. */
function split(raw: string): Pick<LogLine, 'at' | 'text'> {
	const space = raw.indexOf(' ');
	const at = space === -1 ? raw : raw.slice(0, space);
	return /^\d{4}-\d\d-\d\dT/.test(at)
		? { at, text: space === -1 ? '' : raw.slice(space + 1) }
		: { at: '', text: raw };
}

/** Follows whatever container the service has now, and the next one when that is recreated or starts again. */
async function followService(
	stack: Stack,
	service: string,
	since: Date,
	take: (raw: string) => Promise<void> | undefined,
	signal: AbortSignal,
): Promise<void> {
	let last = since.toISOString();
	let shift = clockShift();
	/** Times of lines that came before the clock was set back: the engine sends them again each time. */
	let known: ReadonlySet<string> = new Set();
	/** Times of the newest lines. */
	const times: string[] = [];
	/** Lines that carry the newest time. */
	const newest = new Set<string>();
	while (!signal.aborted) {
		const id = await containerOf(stack, service, signal);
		if (id) {
			const setBack = shift - clockShift();
			if (isSet(setBack)) {
				// What comes from now on carries earlier times than what came before.
				last = new Date(Date.parse(last) - setBack).toISOString();
				shift = clockShift();
				newest.clear();
				known = new Set(times);
			}
			const command = docker.followLog(stack.engine, id, last);
			// `--since` includes its own moment: what was taken with exactly that time must not come twice. Later
			// times may come in any order: stdout and stderr reach us through two pipes.
			const from = last;
			const taken = new Set(newest);
			const onLine = (raw: string) => {
				const { at } = split(raw);
				// Without a time it is docker's own word, e.g. of a container that is gone, and no line of the log.
				if (!at || (at === from && taken.has(raw)) || known.has(at)) return undefined;
				if (at < from && !isSet(shift - clockShift())) return undefined;
				if (at > last) {
					last = at;
					shift = clockShift();
					newest.clear();
				}
				if (at === last) newest.add(raw);
				times.push(at);
				if (times.length > 2 * kept) times.splice(0, kept);
				return take(raw);
			};
			await runLines(stack.engine, command, { deadline: longest, signal, onLine }).catch(() => undefined);
		}
		await sleep(again, undefined, { signal }).catch(() => undefined);
	}
}

/** A second: a clock that is kept right moves by less. */
const isSet = (milliseconds: number) => milliseconds > 1000;

async function containerOf(stack: Stack, service: string, signal: AbortSignal): Promise<string | undefined> {
	const containers = await listContainers(stack.engine, stack.project, signal).catch(() => []);
	return containers.find((candidate) => candidate.service === service)?.container.Id;
}
