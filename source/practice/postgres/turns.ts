/** Lets one caller at a time have the connection, each when its condition holds. */
export class Turns {
	#queue: Promise<unknown> = Promise.resolve();
	#waiting: (() => void)[] = [];

	/**
	 * Runs `act` alone, as soon as `may` says yes.
	 * @param may asked before the turn and at its beginning; what it throws ends the waiting
	 */
	async take<T>(may: () => boolean, act: () => Promise<T>): Promise<T> {
		for (;;) {
			while (!may()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
			const turn = this.#queue.then(async () => (may() ? { value: await act() } : undefined));
			this.#queue = turn.catch(() => {});
			const taken = await turn;
			if (taken) return taken.value;
		}
	}

	/** Lets those who wait look at their condition again. */
	changed(): void {
		const waiting = this.#waiting;
		this.#waiting = [];
		for (const resolve of waiting) resolve();
	}
}
