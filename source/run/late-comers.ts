import type { RunEvent } from './events.ts';

/** Log lines kept of each service, as many as a front's pane keeps. */
const kept = 10_000;

/** Keeps what only passes, so far as a front that comes late needs it: the newest log lines, and the progress of now. */
export function lateComers() {
	const logs = new Map<string, Extract<RunEvent, { type: 'log' }>[]>();
	const counts = new Map<string, number>();
	const progress = new Map<string, RunEvent>();
	return {
		take(event: RunEvent) {
			switch (event.type) {
				case 'log': {
					const { service, lines } = event;
					const events = logs.get(service) ?? [];
					logs.set(service, events);
					events.push(event);
					let count = (counts.get(service) ?? 0) + lines.length;
					// Whole events: the newest alone may hold more than is kept.
					while (events.length > 1 && count - (events[0]?.lines.length ?? 0) >= kept)
						count -= events.shift()?.lines.length ?? 0;
					counts.set(service, count);
					break;
				}
				case 'progress':
					progress.set(event.progress.label, event);
					break;
				case 'step begins':
				case 'step ends':
					progress.clear();
					break;
				default:
					break;
			}
		},
		recent: (): readonly RunEvent[] => [...[...logs.values()].flat(), ...progress.values()],
	};
}
