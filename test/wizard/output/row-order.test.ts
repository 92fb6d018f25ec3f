import { expect, test } from 'vitest';
import { aged, inOrder, type RowAge } from '../../../source/wizard/output/row-order.ts';

test('a row that seldom changes goes before those that always do, whoever was written last', () => {
	let ages: readonly RowAge[] = [];
	for (let frame = 0; frame < 10; frame += 1)
		ages = aged(ages, ['title', `log ${frame}`], ['title', `log ${frame + 1}`]);
	ages = [
		{ busy: ages[0]?.busy ?? 1, written: 9 },
		{ busy: ages[1]?.busy ?? 0, written: 1 },
	];
	expect(inOrder([1, 0], ages)).toEqual([0, 1]);
});

test('among busy rows whichever has waited longest goes first', () => {
	const busy = (written: number) => ({ busy: 1, written });
	expect(inOrder([0, 1, 2], [busy(3), busy(1), busy(2)])).toEqual([1, 2, 0]);
});

test('a row that was busy is so no more after some frames that left it', () => {
	let ages: readonly RowAge[] = [{ busy: 1, written: 0 }];
	for (let frame = 0; frame < 5; frame += 1) ages = aged(ages, ['same'], ['same']);
	expect(ages[0]?.busy).toBeLessThan(0.5);
});
