import { Box } from 'ink';
import { answerGate, changeDraft } from '../answer-gate.ts';
import { openQuestion } from '../attention.ts';
import type { Hands } from '../hands.ts';
import type { Scene } from '../scene.ts';
import { bodyLines, footLines, headLines } from './lines.ts';
import { Lines } from './rows.tsx';
import { SpokenGate } from './spoken-gate.tsx';
import { spokenText } from './words.ts';

/** The wizard for a screen reader: the same scene in reading order. It is written anew when its words are others. */
export function Spoken({ scene, hands, now }: { scene: Scene; hands: Hands; now: Date }) {
	const { picture } = hands;
	const { gate } = picture.view;
	const attention = hands.attention();
	const asked = gate && scene.gateFocused && !attention.overlay;
	return (
		<Box flexDirection="column">
			<Lines of={headLines(picture, scene.station, now).map(spokenText)} />
			{asked ? (
				<SpokenGate
					key={openQuestion(picture.view)}
					gate={gate}
					draft={scene.draft}
					awake={scene.awake && !attention.search?.typing}
					change={(draft) => changeDraft(draft, hands)}
					answer={(answer) => answerGate(gate, answer, hands)}
				/>
			) : (
				<Lines of={bodyLines(scene, picture, attention)} />
			)}
			<Lines of={footLines(scene, picture)} />
		</Box>
	);
}
