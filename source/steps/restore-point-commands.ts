import { start, stop } from '../docker/arguments.ts';
import { quote, type ShownCommand, toShell } from '../docker/command.ts';
import { namedTarget } from '../off-host/target.ts';
import type { ShipWishes } from '../plan/save.ts';
import type { SwapTimes } from '../restore-points/data-kind.ts';
import type { Manifest } from '../restore-points/manifest.ts';
import type { Copies } from '../restore-points/postgres/live-files.ts';
import type { AskedLevel } from '../restore-points/proof-levels.ts';
import {
	shownProof,
	shownReadBack,
	shownRestore,
	shownSwapBack,
	shownTake,
} from '../restore-points/shown-commands.ts';
import { stoppedServices } from '../runbook/stopped-services.ts';
import { externalServers } from '../survey/data.ts';
import type { Facts } from '../survey/facts.ts';
import type { Stack } from '../survey/identify.ts';
import { wanted } from './restore-point.ts';

/** By hand: take a restore point as the step does. */
export function takeCommands(stack: Stack, facts: Facts): readonly ShownCommand[] {
	const taken = shownTake(stack, wanted(stack, facts, new Date(facts.at)));
	const stops = stoppedServices(stack.runbook);
	if (stops.length === 0) return taken;
	const { engine, project } = stack;
	return [toShell(stop(engine, project, stops)), ...taken, toShell(start(engine, project, stops))];
}

/** By hand: prove what `takeCommands` took, as far as the level asks. */
export function proveCommands(
	stack: Stack,
	facts: Facts,
	level: AskedLevel = 'data',
): readonly ShownCommand[] {
	const taken = wanted(stack, facts, new Date(facts.at));
	return level === 'read back' ? shownReadBack(taken) : shownProof(stack, taken);
}

/** Where the restore point is copied to, and the command for it; undefined when no place is wanted. */
export function shipWishes({ settings, directory }: Stack): ShipWishes | undefined {
	const target = settings.offHost;
	if (target === undefined || namedTarget(target) === undefined) return undefined;
	return {
		target,
		command: `lockkeeper restore-points copy newest --to ${quote(target)} --stack ${quote(directory)}`,
	};
}

/** By hand: load a restore point beside, and swap it in. @param now names what is made beside */
export const restoreCommands = (
	stack: Stack,
	path: string,
	manifest: Manifest,
	now: Date,
	copies?: Copies,
): { readonly restore: readonly ShownCommand[]; readonly swap: readonly ShownCommand[] } =>
	shownRestore({ ...stack, servers: externalServers(stack), copies }, path, manifest, now);

/** By hand: bring back what an earlier swap kept. */
export const undoCommands = (
	stack: Stack,
	manifest: Manifest,
	times: Required<SwapTimes>,
	copies?: Copies,
): readonly ShownCommand[] =>
	shownSwapBack({ ...stack, servers: externalServers(stack), copies }, manifest, times);
