import type { Arrangement } from '../layout.ts';
import { contentWidth } from '../pane-content.ts';
import type { Picture } from '../run-picture.ts';
import { wrapStyled } from '../styled-line.ts';
import type { Screen } from './screen.ts';
import { stepPanes } from './steps.ts';

/** Before a way back is chosen, the question has the whole screen; after it, that way's steps and the logs. */
export const waysBackScreen: Screen = {
	arrangement(picture): Arrangement {
		if (!rollbackOf(picture))
			return picture.view.gate?.kind === 'choose' ? { kind: 'none' } : { kind: 'one' };
		const logs = picture.view.followed.length;
		return logs > 0 ? { kind: 'list and logs', logs } : { kind: 'list and detail' };
	},
	panes(input) {
		const plan = rollbackOf(input.picture);
		if (plan) {
			const own = plan.steps.some((step) => step.phase === 'Ways back');
			return stepPanes(input, plan, own ? 'Ways back' : undefined);
		}
		const text = 'The ways back are put together from what was done so far.';
		return {
			main: {
				kind: 'text',
				title: 'Ways back',
				lines: wrapStyled(text, contentWidth('text', input.width('main')), 'quiet'),
			},
		};
	},
};

const rollbackOf = ({ plans }: Picture) => plans.findLast((plan) => plan.purpose === 'rollback');
