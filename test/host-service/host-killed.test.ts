import { readlink } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Fault, faultVariable } from '../../source/run/fault-seam.ts';
import { callWithJson } from '../e2e/lockkeeper.ts';
import { type HostStack, openHostStack } from './host-stack.ts';

// The runner is killed in the steps that are an app's without containers, and what it left is gone on with or led back.

// Whole runs beside others on two cores.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 });

let stack: HostStack;
beforeAll(async () => {
	stack = await openHostStack();
});
afterAll(() => stack?.close());

const call = (words: readonly string[], faults: readonly Fault[] = []) =>
	callWithJson([...words, '--stack', stack.directory, '--yes'], {
		bundled: true,
		...(faults.length > 0 ? { environment: { [faultVariable]: JSON.stringify(faults) } } : {}),
	});
const linked = () => readlink(path.join(stack.directory, 'current'));

// Each case goes up from 3.0.0 and comes back to it.
test.each<[string, Fault]>([
	['once the link is set', { at: { type: 'step ends', step: 'pin' }, after: 0, do: 'kill' }],
	['before the old process is stopped', { at: { type: 'step notes', step: 'up' }, after: 0, do: 'kill' }],
	['while the new one starts', { at: { type: 'step begins', step: 'wait' }, after: 0, do: 'kill' }],
	['before it is verified', { at: { type: 'step begins', step: 'verify' }, after: 0, do: 'kill' }],
])('killed %s: going on leads to the new version, and the way back to the old one', async (_when, fault) => {
	const before = { link: await linked(), screens: stack.screens() };
	const killed = await call(['upgrade', '--to', '3.1.0'], [fault]).catch(() => undefined);
	expect(killed?.exit).not.toBe(0);
	const going = await call(['upgrade', '--to', '3.1.0']);
	expect(going.result, going.result.text.join('\n')).toMatchObject({
		...{ exit: 0, state: 'new version' },
	});
	expect(await linked()).toBe('builds/svrunner-3.1.0');
	expect(stack.screens().columns).toContain('rotation');
	expect(stack.screens().rows).toHaveLength(before.screens.rows.length);
	const back = await call(['rollback', '--allow-irreversible']);
	expect(back.result, back.result.text.join('\n')).toMatchObject({ exit: 0, state: 'old version' });
	expect({ link: await linked(), screens: stack.screens() }).toEqual(before);
});
