import { expect, test } from 'vitest';
import { createRun, type Run } from '../../source/run/run.ts';

const linesIn = (run: Run, service: string) =>
	run.session
		.recent()
		.flatMap((event) => (event.type === 'log' && event.service === service ? event.lines : []));

test('who comes late gets the newest lines of each service, and not more than a pane holds', () => {
	const run = createRun(new Date());
	run.pass({ type: 'log', service: 'db', lines: ['one line'] });
	for (let event = 0; event < 250; event++)
		run.pass({
			...{ type: 'log', service: 'api' },
			lines: Array.from({ length: 100 }, (_line, index) => `${event * 100 + index}`),
		});
	expect(linesIn(run, 'db')).toEqual(['one line']);
	expect(linesIn(run, 'api')).toHaveLength(10_000);
	expect(linesIn(run, 'api').at(-1)).toBe('24999');
});

test('the progress of now is there, that of a step which ended is not', () => {
	const run = createRun(new Date());
	const progress = (done: number) =>
		run.pass({ type: 'progress', progress: { step: 'dump', label: 'dump', done, unit: 'items' } });
	run.emit({ type: 'step begins', step: 'dump', commands: [] });
	progress(1);
	progress(2);
	expect(run.session.recent()).toMatchObject([{ progress: { done: 2 } }]);
	run.emit({ type: 'step ends', step: 'dump', outcome: 'done', detail: '', took: 1 });
	expect(run.session.recent()).toEqual([]);
});
