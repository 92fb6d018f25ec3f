// Touches the world: looks at the stack whose restore points are asked for.
import { defaultEngine } from '../docker/engine.ts';
import { identify } from '../survey/identify.ts';
import type { CommandLine } from './arguments.ts';

/** `lockkeeper restore-points …`. @returns the exit code @throws OperatorError for bad input */
export async function restorePoints(line: CommandLine): Promise<number> {
	const stack = await identify(line.stack, defaultEngine);
	const points = line.points ?? { action: 'list' };
	switch (points.action) {
		case 'list':
			return (await import('./restore-points/list.ts')).list(line, stack);
		case 'show':
			return (await import('./restore-points/show.ts')).show(line, stack, points.point);
		case 'prove':
			return (await import('./restore-points/prove.ts')).prove(line, stack, points.point);
		case 'prune':
			return points.kept === undefined
				? (await import('./restore-points/prune.ts')).prune(line, stack)
				: (await import('./restore-points/remove-kept.ts')).removeKeptState(line, stack, points.kept);
		case 'export':
			return (await import('./restore-points/export.ts')).exportPoint(line, stack, points.point, points.to);
		case 'copy':
			return (await import('./restore-points/copy.ts')).copy(line, stack, points.point, points.to);
		case 'fetch':
			return (await import('./restore-points/fetch.ts')).fetch(line, stack, points.point, points.from);
		default:
			return points satisfies never;
	}
}
