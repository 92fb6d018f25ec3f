/** One line of a container's log. */
export type LogEntry = {
	/** RFC 3339 with nine digits. */
	readonly at: string;
	readonly stream: 'stdout' | 'stderr';
	readonly text: string;
};

/** What a container has written, over all its starts. */
export class ContainerLog {
	readonly #entries: LogEntry[] = [];
	#waiting: (() => void)[] = [];

	write(text: string, stream: LogEntry['stream'] = 'stdout'): void {
		for (const line of text.split('\n')) this.#entries.push({ at: now(), stream, text: line });
		this.wake();
	}

	/** Lets followers look again whether the container still runs. */
	wake(): void {
		const waiting = this.#waiting;
		this.#waiting = [];
		for (const resolve of waiting) resolve();
	}

	/** Lines from a moment on; goes on while `follow` says so. */
	async *read(since: string, follow: () => boolean): AsyncGenerator<LogEntry> {
		for (let index = 0; ; ) {
			const entry = this.#entries[index];
			if (entry) {
				index++;
				if (entry.at >= since) yield entry;
			} else if (follow()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
			else return;
		}
	}
}

let last = 0;

/** This moment as the engine writes it; no two are the same. */
export function now(): string {
	last = Math.max(last + 0.001, performance.timeOrigin + performance.now());
	const microseconds = Math.floor((last % 1) * 1000);
	return `${new Date(last).toISOString().slice(0, -1)}${String(microseconds).padStart(3, '0')}000Z`;
}

/** A moment given in RFC 3339, in UTC, so that it compares with an entry's. */
export function comparableTime(text: string): string | undefined {
	const [, whole, fraction = ''] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?Z$/.exec(text) ?? [];
	return whole && `${whole}.${fraction.padEnd(9, '0')}Z`;
}
