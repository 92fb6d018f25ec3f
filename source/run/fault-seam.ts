// Touches the world: hinders or ends this very process at a point of the journal. Off unless a test asks for it.
import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { z } from 'zod';
import { OperatorError } from '../host/errors.ts';

/** Variable that asks for faults, as a JSON list of `Fault`. */
export const faultVariable = 'LOCKKEEPER_TEST_FAULT';

const pointSchema = z.union([
	/** The n-th event of the journal, from 1. */
	z.int().positive(),
	/** The first event of this type, of this step or this gate where one is named. */
	z.strictObject({
		type: z.string().min(1),
		step: z.string().min(1).optional(),
		gate: z.string().min(1).optional(),
	}),
]);

const faultSchema = z.strictObject({
	at: pointSchema,
	/** Milliseconds between the point and the fault: the act that follows is then under way. */
	after: z.int().min(0).max(600_000).default(0),
	do: z.union([
		/** SIGKILL of this process. */
		z.literal('kill'),
		/** A shell command, run to its end while this process stands still. */
		z.strictObject({ run: z.string().min(1) }),
		/** The next line of the journal cannot be written: its disk is full, or broken. */
		z.strictObject({ refuse: z.enum(['ENOSPC', 'EIO']) }),
	]),
});

export type Point = z.infer<typeof pointSchema>;
export type Fault = z.infer<typeof faultSchema>;

/** What the journal tells the seam; both do nothing unless a test asks. */
export type FaultSeam = {
	/** Called before a line of the journal is written. @throws Error as a disk would, where a fault asks for it */
	readonly appending: () => void;
	/** Called once an event is on the disk, before what it announces. */
	readonly appended: (event: PassedEvent) => void;
};

/** What a point is compared with. */
export type PassedEvent = {
	readonly sequence: number;
	readonly type: string;
	readonly step?: unknown;
	/** The gate itself, or the id of one that was answered. */
	readonly gate?: unknown;
};

/** Whether this event is the point. */
export function isPoint(point: Point, event: PassedEvent): boolean {
	if (typeof point === 'number') return event.sequence === point;
	const { step, gate } = event;
	const id = typeof gate === 'string' ? gate : Object(gate).id;
	return (
		event.type === point.type &&
		(point.step === undefined || step === point.step) &&
		(point.gate === undefined || id === point.gate)
	);
}

/** @throws OperatorError with exit code 2 when the text does not say faults */
export function readFaults(text: string): readonly Fault[] {
	const expected = (got: string) =>
		new OperatorError(`Expected ${faultVariable} to be a JSON list of faults, ${got}.`, {
			exit: 2,
			advice: ['It is for Lockkeeper’s own tests: unset it.', 'Nothing was changed.'],
		});
	let said: unknown;
	try {
		said = JSON.parse(text);
	} catch {
		throw expected(`got “${text}”`);
	}
	const read = z.array(faultSchema).safeParse(said);
	if (read.success) return read.data;
	const [issue] = read.error.issues;
	throw expected(`but at ${issue?.path.join('.') || 'the top'}: ${issue?.message}`);
}

/** The seam of one run; each fault happens once. @throws OperatorError when the variable cannot be read */
export function openFaultSeam(text: string | undefined = process.env[faultVariable]): FaultSeam {
	if (text === undefined || text === '') return { appending() {}, appended() {} };
	const waiting = [...readFaults(text)];
	let refused: 'ENOSPC' | 'EIO' | undefined;
	const happen = ({ do: act }: Fault) => {
		if (act === 'kill') process.kill(process.pid, 'SIGKILL');
		else if ('run' in act) runToItsEnd(act.run);
		else refused = act.refuse;
	};
	return {
		appending() {
			if (!refused) return;
			const code = refused;
			refused = undefined;
			throw Object.assign(new Error(`${code}: a test refuses this line`), { code });
		},
		appended(event) {
			for (const fault of waiting.filter(({ at }) => isPoint(at, event))) {
				waiting.splice(waiting.indexOf(fault), 1);
				if (fault.after === 0) happen(fault);
				// A fault that comes too late must not keep an ended run alive.
				else setTimeout(happen, fault.after, fault).unref();
			}
		},
	};
}

function runToItsEnd(command: string): void {
	const environment = { ...process.env };
	delete environment[faultVariable];
	spawnSync('/bin/sh', ['-c', command], { env: environment, stdio: 'ignore' });
}
