// Touches the world: asks which way, and for that looks at images and restore points.
import { needsCopy, wayTo } from '../plan/further.ts';
import type { ImageState } from '../plan/image-state.ts';
import { leavingAtWays } from '../plan/leaving-ways.ts';
import { type Situation, type WayBack, wayKey, waysBack } from '../plan/ways-back.ts';
import { pinnedIn, type Stack } from '../survey/identify.ts';
import type { Answer } from './gates.ts';
import { lookForImages } from './look-for-images.ts';
import { type PointOffer, pointsGate } from './points-gate.ts';
import { type Run, WishGranted } from './run.ts';
import type { Wish } from './session.ts';
import { copiesOf, situationOf, type WaysBackQuestion } from './situation.ts';
import { waysGate } from './ways-gate.ts';

/** The way that was chosen, with what it is planned from; or who did not choose one, and which ways there were. */
export type Choice =
	| {
			readonly is: 'way';
			readonly way: WayBack;
			/** The question as that way answers it: another restore point has another version. */
			readonly asked: WaysBackQuestion;
			readonly situation: Situation;
	  }
	| { readonly is: 'none'; readonly ways: readonly WayBack[]; readonly wish?: Wish };

/** Asks until a way is chosen or all are declined: `no` among the restore points leads back to the ways. */
export async function chooseWay(run: Run, stack: Stack, asked: WaysBackQuestion): Promise<Choice> {
	const situation = await situationOf(stack, asked);
	const ways = waysBack(situation);
	const cost = asked.wanted ? undefined : leavingAtWays(situation);
	if (cost) run.emit({ type: 'leaving', cost });
	try {
		for (;;) {
			const chosen = itemOf(await run.ask(waysGate(ways, stack, asked, situation)));
			const way = ways.find((each) => wayKey(each) === chosen);
			if (!way || way.id === 'leave') return { is: 'none', ways };
			if (way.id !== 'further') return { is: 'way', way, asked, situation };
			const other = await choosePoint(run, stack, asked, situation);
			if (other) return other;
		}
	} catch (error) {
		// A wish at these gates is an answer like any other.
		if (error instanceof WishGranted) return { is: 'none', ways, wish: error.wish };
		throw error;
	}
}

/** The way to one of the other restore points; undefined when none was chosen. @throws WishGranted as `ask` does */
async function choosePoint(
	run: Run,
	stack: Stack,
	asked: WaysBackQuestion,
	situation: Situation,
): Promise<Choice | undefined> {
	const gate = pointsGate(await offersOf(stack, situation), stack);
	let said: readonly string[] = [];
	for (;;) {
		const point = itemOf(await run.ask({ ...gate, text: [...said, ...gate.text] }));
		const other = situation.others.find(({ id }) => id === point);
		if (!other || 'problem' in other) return undefined;
		const there = {
			...asked,
			plan: { from: other.manifest.version, to: pinnedIn(stack) },
			point: other.id,
		};
		// The facts are of the version that was left: of this one its manifest or its image tells the schema.
		const found = await situationOf(stack, { ...there, wanted: true });
		const ways = waysBack(found);
		const way =
			ways.find(
				({ id, unavailable }) => id === 'restore-copy' && unavailable === undefined && !found.copyFailed,
			) ?? ways.find(({ id }) => id === 'restore');
		if (way && way.unavailable === undefined) return { is: 'way', way, asked: there, situation: found };
		said = [`${other.id} cannot be restored any more: ${way?.unavailable ?? 'it is gone'}.`];
	}
}

const itemOf = (answer: Answer) => (answer.kind === 'chosen' ? answer.item : undefined);

/** Each version's images are looked for once; copies of files only where there is nothing else. */
async function offersOf(stack: Stack, situation: Situation): Promise<readonly PointOffer[]> {
	const images = new Map<string, Promise<ImageState>>();
	const manifests = situation.others.flatMap((other) => ('manifest' in other ? [other.manifest] : []));
	return Promise.all(
		situation.others.map(async (point): Promise<PointOffer> => {
			if ('problem' in point) return { point };
			const { version } = point.manifest;
			const image = images.get(version) ?? lookForImages(stack, version, manifests.toReversed());
			images.set(version, image);
			const copies: Situation['copies'] = needsCopy(point.manifest)
				? await copiesOf(stack, point)
				: { ok: false, problem: 'it was not looked at' };
			return { point, way: wayTo(situation, point, { image: await image, copies }) };
		}),
	);
}
