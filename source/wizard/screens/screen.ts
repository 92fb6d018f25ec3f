import type { Phase } from '../../run/events.ts';
import type { Arrangement, PaneId } from '../layout.ts';
import type { PaneContent } from '../pane-content.ts';
import type { Picture } from '../run-picture.ts';
import { checklistScreen } from './checklist.ts';
import { notesScreen } from './notes.ts';
import { planScreen } from './plan.ts';
import { reportScreen } from './report.ts';
import { stepsScreen } from './steps.ts';
import { surveyScreen } from './survey.ts';
import { waysBackScreen } from './ways-back.ts';

/** What a screen is drawn from. */
export type ScreenInput = {
	readonly picture: Picture;
	readonly station: Phase;
	/** Columns inside a pane; 0 for one that is not on screen. */
	readonly width: (pane: PaneId) => number;
	/** The operator's highlighted item; undefined while it follows the run. */
	readonly cursor: number | undefined;
	readonly now: Date;
};

/** One station: how it fills the body, and with what. */
export type Screen = {
	readonly arrangement: (picture: Picture, station: Phase) => Arrangement;
	readonly panes: (input: ScreenInput) => Partial<Record<PaneId, PaneContent>>;
};

/** The screen of a station. */
export function screenOf(station: Phase): Screen {
	switch (station) {
		case 'Survey':
			return surveyScreen;
		case 'Checklist':
			return checklistScreen;
		case 'Notes':
			return notesScreen;
		case 'Plan':
			return planScreen;
		case 'Back up':
		case 'Upgrade':
		case 'Verify':
			return stepsScreen;
		case 'Report':
			return reportScreen;
		case 'Ways back':
			return waysBackScreen;
		default:
			return station satisfies never;
	}
}
