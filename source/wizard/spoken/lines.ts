import type { Phase } from '../../run/events.ts';
import type { StepView } from '../../run/view.ts';
import type { Attention } from '../attention.ts';
import { stationsOf } from '../components/header.tsx';
import { keyLine } from '../keys.ts';
import { leavingText } from '../overlays.ts';
import type { PaneContent } from '../pane-content.ts';
import { type Picture, stepsOf } from '../run-picture.ts';
import type { Scene } from '../scene.ts';
import { planOf } from '../screens/steps.ts';
import { plainText, type StyledLine } from '../styled-line.ts';
import { windowOpen } from '../window-clock.ts';
import { spokenText } from './words.ts';

/** Columns and rows in which a scene that is read aloud is composed: what it says has room, whatever the terminal has. */
export const spokenSize = { columns: 120, rows: 300 } as const;

/** The stack, its versions, and the station. */
export function headLines({ view }: Picture, station: Phase, now: Date): readonly string[] {
	const versions = [view.from, view.to].filter((version) => version !== undefined).join(' to ');
	const hop = view.hop ? `, hop ${view.hop.number} of ${view.hop.hops.length}` : '';
	const stations = stationsOf(view);
	const open = view.window ? windowOpen(view.window, now) : undefined;
	return [
		`${view.stack || 'Lockkeeper'}${versions ? `, ${versions}` : ''}${hop}`,
		...(view.practice ? ['Practice stack: no Docker is touched'] : []),
		...(view.window
			? [`Maintenance window ${view.window.from} to ${view.window.to}${open === false ? ', closed now' : ''}`]
			: []),
		`Station ${station}, ${stations.indexOf(station) + 1} of ${stations.length}`,
	];
}

/**
 * What stands between the station and the guidance while no question has the keys: a dialog, the result, the pane that
 * the operator has gone to, or how the station's steps stand. Nothing here counts or moves by itself but quarters.
 */
export function bodyLines(scene: Scene, picture: Picture, attention: Attention): readonly string[] {
	if (attention.overlay) return contentLines(scene.contents.main);
	if (scene.contents.ask) return contentLines(scene.contents.ask);
	const { view } = picture;
	if (view.result && scene.station === 'Report') return endLines(view);
	const gone = attention.focus !== undefined || scene.station !== view.phase || view.result !== undefined;
	const content = scene.focus === undefined ? undefined : scene.contents[scene.focus];
	if (!gone) return stepsLines(scene.station, picture);
	if (content?.kind === 'list')
		return [...contentLines(content), ...contentLines(content && scene.contents.detail)];
	return contentLines(content);
}

/** How the run ended. The report has its own file. */
function endLines({ result, report }: Picture['view']): readonly string[] {
	const text = result?.text ?? [];
	const told = report === undefined || text.join('\n').includes(report.file);
	return rows(['Report', ...text, ...(told ? [] : [`The report is kept in ${report.file}`])]);
}

/** Where guidance, the price of leaving and the keys end what is read. */
export function footLines(scene: Scene, { view }: Picture): readonly string[] {
	// What only moves or colours rows on a screen is of no use here.
	const places = new Set([...scene.places].filter((place) => place !== 'log'));
	const keys = keyLine(places, Number.POSITIVE_INFINITY)
		.split(/\s{2,}/)
		.filter((pair) => pair !== 'f full screen');
	return [`Now: ${scene.guidance}`, leavingText(view), `Keys: ${keys.join(', ')}`].map(spokenText);
}

function contentLines(content: PaneContent | undefined): readonly string[] {
	switch (content?.kind) {
		case undefined:
			return [];
		case 'log': {
			const kept = content.file === undefined ? 'no file yet' : `in ${content.file}`;
			return [`Log of ${content.service}, ${kept}. It is not read here: o opens it in your pager.`];
		}
		case 'list': {
			const { title, items, cursor } = content;
			return rows([
				title,
				`${Math.min(cursor + 1, items.length)} of ${items.length}: ${(items[cursor] ?? []).map((row) => spokenText(plainText(row))).join(' ')}`,
			]);
		}
		case 'text':
			return rows([content.title, ...content.lines.map(plainText)]);
	}
}

/** Each step that has begun, in one line. */
function stepsLines(station: Phase, picture: Picture): readonly string[] {
	const plan = planOf(picture, station);
	const steps = plan?.steps.filter((step) => step.phase === station) ?? [];
	const states = plan ? stepsOf(picture, plan) : {};
	return rows(
		steps.flatMap((step, index) => {
			const state = states[step.id];
			if (!state || state.state === 'waiting') return [];
			return [
				`Step ${index + 1} of ${steps.length}, ${step.title}: ${stateText(state)}`,
				...(state.notice
					? [
							...state.notice.text,
							...(state.notice.commands.length > 0 ? [`${state.notice.commandsDo}:`] : []),
							...state.notice.commands.map((command) => `$ ${command}`),
						]
					: []),
			];
		}),
	);
}

function stateText({ state, detail, progress }: StepView): string {
	if (state !== 'running') return detail ? `${state}, ${detail}` : state;
	const quarters = Object.values(progress).flatMap(({ label, done, total }) =>
		total === undefined || total <= 0 || done * 4 < total
			? []
			: [`${label} ${Math.floor((4 * Math.min(done, total)) / total) * 25} %`],
	);
	return ['running', ...quarters].join(', ');
}

const rows = (texts: readonly string[]) => texts.map(spokenText).filter((text) => text !== '');

/** The rows of styled text, read aloud. */
export const spokenRows = (lines: readonly StyledLine[]) => rows(lines.map(plainText));
