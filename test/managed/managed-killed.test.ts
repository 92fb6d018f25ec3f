import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Fault, faultVariable } from '../../source/run/fault-seam.ts';
import { callWithJson } from '../e2e/lockkeeper.ts';
import { type ManagedStack, openManagedStack } from './managed-stack.ts';

// The runner is killed in the steps that change machines and volumes, and going on leads to the old version and its rows.

// Whole runs beside others on two cores.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 });

let stack: ManagedStack;
beforeAll(async () => {
	stack = await openManagedStack();
});
afterAll(() => stack?.close());

const call = (words: readonly string[], faults: readonly Fault[] = []) =>
	callWithJson([...words, '--stack', stack.directory, '--yes'], {
		bundled: true,
		...(faults.length > 0 ? { environment: { [faultVariable]: JSON.stringify(faults) } } : {}),
	});
const machines = async () =>
	(await stack.state()).machines.map(({ image_ref: { tag }, config: { mounts } }) => [tag, mounts.length]);

test.each<[string, Fault]>([
	[
		'while the volume is made',
		{ at: { type: 'step begins', step: 'restore-beside' }, after: 300, do: 'kill' },
	],
	[
		'while the machine is given the image',
		{ at: { type: 'step begins', step: 'swap' }, after: 500, do: 'kill' },
	],
	['while the new machine is made', { at: { type: 'step begins', step: 'swap' }, after: 1000, do: 'kill' }],
])('killed %s', async (_when, fault) => {
	const before = await stack.screens();
	const up = await call(['upgrade', '--to', '3.2.0']);
	expect(up.result, up.result.text.join('\n')).toMatchObject({ exit: 0, state: 'new version' });
	const killed = await call(['rollback', '--allow-irreversible'], [fault]).catch(() => undefined);
	expect(killed?.exit).not.toBe(0);
	const going = await call(['rollback', '--allow-irreversible']);
	expect(going.result, going.result.text.join('\n')).toMatchObject({ exit: 0, state: 'old version' });
	expect(await machines()).toEqual([['3.0.0', 1]]);
	expect(await stack.screens()).toEqual(before);
});
