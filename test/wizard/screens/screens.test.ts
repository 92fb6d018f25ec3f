import { describe, expect, test } from 'vitest';
import type { JournalEvent, PassingEvent } from '../../../source/run/events.ts';
import { emptyView } from '../../../source/run/view.ts';
import type { PaneId } from '../../../source/wizard/layout.ts';
import { contentWidth, type PaneContent } from '../../../source/wizard/pane-content.ts';
import { nextPicture, type Picture } from '../../../source/wizard/run-picture.ts';
import { screenOf } from '../../../source/wizard/screens/screen.ts';
import { columnsOf, plainText } from '../../../source/wizard/styled-line.ts';
import { type Chapter, chapterNames, storyUntil, upgradePlan } from '../story.ts';

const pictureOf = (events: readonly (JournalEvent | PassingEvent)[]): Picture =>
	events.reduce<Picture>(
		(picture, event, index) =>
			nextPicture(picture, { ...event, sequence: index + 1, at: '2026-03-02T02:00:00.000Z' }),
		{ view: emptyView, plans: [], stepsBefore: [], migrations: { count: 0 } },
	);

/** Text of a pane of `width` columns. */
function paneText(picture: Picture, pane: PaneId, width = 50, cursor?: number, second = 8): string {
	const station = picture.view.phase;
	const content = screenOf(station).panes({
		picture,
		station,
		width: () => width,
		cursor,
		now: new Date(Date.UTC(2026, 2, 2, 2, 0, second)),
	})[pane];
	if (content?.kind === 'text') return content.lines.map(plainText).join('\n');
	if (content?.kind === 'list') return content.items.map((item) => item.map(plainText).join('\n')).join('\n');
	throw new Error(`expected ${pane} to have text`);
}
const at = (chapter: Chapter, ...more: readonly (JournalEvent | PassingEvent)[]) =>
	pictureOf([...storyUntil(chapter), ...more]);
const joined = (text: string) => text.replace(/\s+/g, ' ');

describe('a step that waits for somebody’s lock', () => {
	const follow = { type: 'follow', services: ['api', 'db'], files: ['/tmp/api.log', '/tmp/db.log'] } as const;
	const notice = {
		type: 'notice',
		step: 'wait',
		open: true,
		text: ['this holds it:', 'session 123'],
		commands: ['docker compose exec -T db psql -c "SELECT pg_terminate_backend(pid) …"'],
		commandsDo: 'Yours to run: ends that session',
	} as const;
	const begins = { type: 'step begins', step: 'wait', commands: [] } as const;
	const upgrade = [
		...([
			{ type: 'plan', plan: upgradePlan },
			{ type: 'phase', phase: 'Upgrade' },
		] as const),
		...[follow, begins],
	];
	const arrangement = (picture: Picture) => screenOf('Upgrade').arrangement(picture, 'Upgrade').kind;

	test('shows who holds it and the command in place of the logs, which are silent', () => {
		const picture = pictureOf([...upgrade, notice]);
		expect(arrangement(picture)).toBe('list and detail');
		const text = joined(paneText(picture, 'detail'));
		expect(text).toContain('this holds it:');
		expect(text).toContain('session 123');
		expect(text).toContain('Yours to run');
		expect(text).toContain('$ docker compose exec -T db psql');
	});

	test('shows the logs again once it is over, or the step has ended', () => {
		const over = { ...notice, open: false };
		const ends = { type: 'step ends', step: 'wait', outcome: 'done', detail: 'up', took: 1 } as const;
		expect(arrangement(pictureOf(upgrade))).toBe('list and logs');
		expect(arrangement(pictureOf([...upgrade, notice, over]))).toBe('list and logs');
		expect(arrangement(pictureOf([...upgrade, notice, ends]))).toBe('list and logs');
	});
});

describe('no row is wider than its pane', () => {
	test.each(chapterNames)('%s', (chapter) => {
		const picture = at(chapter);
		const station = picture.view.phase;
		for (const width of [24, 30, 46, 78, 118]) {
			const panes = screenOf(station).panes({
				picture,
				station,
				width: () => width,
				cursor: undefined,
				now: new Date(),
			});
			for (const content of Object.values(panes) as PaneContent[]) {
				const lines =
					content.kind === 'text' ? content.lines : content.kind === 'list' ? content.items.flat() : [];
				for (const line of lines) {
					// What is not wrapped to the pane is cut by it; commands and sentences must never need that.
					const text = plainText(line);
					expect(columnsOf(text), text).toBeLessThanOrEqual(contentWidth(content.kind, width));
				}
			}
		}
	});
});

test('survey: a fact that is not known yet and one that could not be found differ by word', () => {
	const text = paneText(at('survey'), 'main', 78);
	expect(text).toContain('28.5.1 with Compose 2.40.3');
	expect(text).toMatch(/✖ Registry +problem: no answer within 5 s/);
	expect(text).toMatch(/○ Schema revision +… looking/);
});

test('checklist: the first warning is opened by itself, with evidence, advice and command', () => {
	const text = joined(paneText(at('checklist'), 'detail'));
	expect(text).toContain('nothing tells whether they are well');
	expect(text).toContain('What to do Look at their logs');
	expect(text).toContain('See it yourself docker compose ps');
	expect(paneText(at('checklist'), 'list')).toMatch(/! warn Disk space/);
});

test('checklist: a failed check comes before a warning', () => {
	const failed = at('checklist', {
		type: 'finding',
		finding: {
			check: 'pinned',
			title: 'Version pinned',
			outcome: 'fail',
			evidence: 'SPECIVO_VERSION is latest',
		},
	});
	expect(paneText(failed, 'detail')).toContain('SPECIVO_VERSION is latest');
});

test('notes: marked lines carry their marks as words, missing versions are told', () => {
	const text = joined(paneText(at('notes'), 'main', 78));
	expect(text).toContain('! breaking, removed: The legacy reference');
	expect(text).toContain('! migration: Migrations 0021');
	expect(text).toContain('(PostgreSQL 18 here, 15 asked)');
	expect(text).toContain('the notes say nothing of 0.1.11');
});

test('notes: what was tried and what was kept are told', () => {
	const at3 = 'as it was 3 days ago: now it is down';
	const screen = at('notes', {
		type: 'notes',
		notes: {
			...{ sections: [], missing: ['0.1.10'], place: 'no changelog', kept: at3 },
			passedOver: [{ source: 'NOTES.md', why: 'there is no such file' }],
		},
	});
	const text = joined(paneText(screen, 'main', 78));
	expect(text).toContain('the notes say nothing of 0.1.10');
	expect(text).toContain('tried as well: NOTES.md: there is no such file');
	expect(text).toContain(`shown ${at3}`);
});

test('plan: a step shows its command whole, what it changes, how it is undone, and its times', () => {
	const text = joined(paneText(at('plan'), 'detail', 46, 2));
	expect(text).toContain(upgradePlan.steps[1]?.commands[0]);
	expect(text).toContain('Changes a new directory under backups/');
	expect(text).toContain('Undone by remove that directory');
	expect(text).toContain('about 40 s; the app serves meanwhile');
});

test('plan: the whole is summed up first', () => {
	const text = joined(paneText(at('plan'), 'detail', 60));
	expect(text).toContain('8 steps, about 2 min 40 s of work');
	expect(text).toContain('About 20 s of your own time');
	expect(text).toContain('About 20 s of downtime');
	expect(text).toContain('One of them asks before it runs');
});

test('back up: a bar with bytes, rate and time left', () => {
	const text = paneText(at('backup'), 'detail', 50);
	expect(text).toContain('dump of specivo');
	expect(text).toMatch(/█+░+ +43 %/);
	expect(text).toContain('5.9 MiB of 14 MiB · 3 MiB/s · 3 s left');
});

test('back up: a bar that stands still says for how long', () => {
	const text = paneText(at('backup'), 'detail', 50, undefined, 25);
	expect(text).toContain('5.9 MiB of 14 MiB\n! nothing new for 25 s');
	expect(joined(paneText(at('backup'), 'list', 50, undefined, 25))).toContain('! nothing new for 25 s');
});

test.each([
	['the steps’ title tells how much work is left', 50, /^Steps · ~\d+ min left$/],
	['a narrow one tells that alone', 29, /^~\d+ min left$/],
])('%s', (_what, width, expected) => {
	const picture = at('backup');
	const { list } = screenOf('Back up').panes({
		...{ picture, station: 'Back up', width: () => width, cursor: undefined },
		now: new Date('2026-03-02T02:00:08.000Z'),
	});
	expect(list?.title).toMatch(expected);
});

test('upgrade: migrations are counted at the step that waits, and a failure stands there with its reason', () => {
	expect(joined(paneText(at('upgrade'), 'list'))).toContain('migration 2: to 0022, add priority to issues');
	const failed = at('upgrade', {
		type: 'step ends',
		step: 'wait',
		outcome: 'failed',
		detail: 'column "slug" contains duplicates',
		took: 4000,
	});
	expect(joined(paneText(failed, 'list'))).toContain(
		'✖ Wait until 0.2.0 serves failed: column "slug" contains duplicates',
	);
});

test('upgrade: its steps are still there after a way back was planned', () => {
	const picture = at('swap', { type: 'phase', phase: 'Upgrade' });
	expect(paneText(picture, 'list')).toContain('Pin 0.2.0 in .env');
});

test('ways back: once chosen, its steps are listed', () => {
	expect(joined(paneText(at('swap'), 'list'))).toContain('Swap the databases');
});

test('report: the result, where the file is, and the text', () => {
	const text = paneText(at('report'), 'main', 78);
	expect(text).toContain('The old version serves again.');
	expect(text).toContain('This report is kept in /opt/specivo/report.md');
	expect(text).toContain('# Upgrade of specivo');
});

test('report: a result that says where the file is need not be told twice', () => {
	const text = ['specivo runs 0.2.0, verified.', 'Report: /opt/specivo/report.md'];
	const shown = paneText(
		at('report', { type: 'result', result: { exit: 0, state: 'new version', text } }),
		'main',
		78,
	);
	expect(shown.split('/opt/specivo/report.md')).toHaveLength(2);
});
