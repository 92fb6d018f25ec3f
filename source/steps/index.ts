import type { StepKind } from '../plan/plan.ts';
import { addVariables } from './add-variables.ts';
import { announce } from './announce.ts';
import { ask } from './ask.ts';
import { build } from './build.ts';
import { findBuild } from './find-build.ts';
import { findImages } from './find-images.ts';
import { keepImages } from './keep-images.ts';
import { losses } from './losses.ts';
import { optional } from './optional.ts';
import { pin } from './pin.ts';
import { prove } from './prove.ts';
import { pull } from './pull.ts';
import { pullImage } from './pull-image.ts';
import { ready } from './ready.ts';
import { removeVariables } from './remove-variables.ts';
import { restoreBeside } from './restore-beside.ts';
import { restorePoint } from './restore-point.ts';
import { ship } from './ship.ts';
import type { StepKindModule } from './step.ts';
import { stop } from './stop.ts';
import { swap } from './swap.ts';
import { up } from './up.ts';
import { verify } from './verify.ts';
import { wait } from './wait.ts';

/** Every kind of step, by name. */
export const stepKinds: Readonly<Record<StepKind, StepKindModule>> = {
	announce,
	'restore-point': restorePoint,
	prove,
	ship,
	'keep-images': keepImages,
	'find-images': findImages,
	'pull-image': pullImage,
	pull,
	build,
	'find-build': findBuild,
	'add-variables': addVariables,
	'remove-variables': removeVariables,
	pin,
	up,
	wait,
	verify,
	ask,
	optional,
	stop,
	'restore-beside': restoreBeside,
	losses,
	ready,
	swap,
};
