import { readFileSync } from 'node:fs';
import type { StartLimits, StartSignals } from '../../source/steps/judge-start.ts';

/** A log as a lab container wrote it, read with `docker logs`. */
export const recorded = (name: string): readonly string[] =>
	readFileSync(new URL(`recorded/${name}.txt`, import.meta.url), 'utf8')
		.trimEnd()
		.split('\n');

/** The limits of the shipped runbook. */
export const limits: StartLimits = {
	quiet: 180_000,
	failed: [],
	unit: 'container',
	answers: 'HTTP',
	settle: 20_000,
};

/** A start from 0020 to 0023 that is over, all four signals in order. @param changes replace whole keys */
export const signals = (changes: Partial<StartSignals> = {}): StartSignals => ({
	state: 'healthy',
	exitCode: 0,
	restarts: 0,
	log: recorded('start-without-migration'),
	logDone: true,
	http: [],
	revision: '0023',
	head: '0023',
	hasRevision: true,
	up: 'done',
	quietFor: 0,
	calmFor: 0,
	doneFor: 20_000,
	...changes,
});
