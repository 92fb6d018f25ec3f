// Touches the world: signals that ask the wizard to end while its run goes on in another process.
import process from 'node:process';

const signals = ['SIGINT', 'SIGTERM'] as const;

/** The first signal asks the operator, the second one closes. */
export function leaveOnSignals(close: () => void): {
	/** Calls back at the first signal. Returns the way to unsubscribe. */
	readonly asks: (listener: () => void) => () => void;
	readonly release: () => void;
} {
	const listeners = new Set<() => void>();
	let asked = false;
	const onSignal = () => {
		if (asked) return close();
		asked = true;
		for (const listener of listeners) listener();
	};
	for (const signal of signals) process.on(signal, onSignal);
	return {
		asks(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		release() {
			for (const signal of signals) process.off(signal, onSignal);
		},
	};
}
