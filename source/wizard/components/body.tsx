import type { Answer } from '../../run/gates.ts';
import { answerGate, changeDraft } from '../answer-gate.ts';
import { openQuestion } from '../attention.ts';
import type { Hands } from '../hands.ts';
import type { Box, PaneId } from '../layout.ts';
import { plainLook } from '../logs/look.ts';
import { contentWidth, listRows, type PaneContent, textRows } from '../pane-content.ts';
import { paneKey } from '../pane-key.ts';
import type { Scene } from '../scene.ts';
import { cutLine } from '../styled-line.ts';
import { Gate } from './gate.tsx';
import { LogPane } from './log-pane.tsx';
import { Pane, positionText } from './pane.tsx';

/** The panes between the stations and the guidance. */
export function Body({ scene, hands }: { scene: Scene; hands: Hands }) {
	const { layout, focus } = scene;
	if (layout.kind !== 'frame') return null;
	const { gate } = hands.picture.view;
	const box = (id: PaneId) => layout.panes.find((pane) => pane.id === id)?.box;
	const ask = box('ask') ?? box('ask detail');
	return (
		<>
			{layout.panes.map(({ id, box: place }) => {
				const content = scene.contents[id];
				return content ? (
					<BodyPane
						key={id}
						id={id}
						box={place}
						content={content}
						focused={id === focus}
						hands={hands}
						scene={scene}
					/>
				) : null;
			})}
			{gate && ask && !scene.contents.ask ? (
				<Gate
					key={openQuestion(hands.picture.view)}
					gate={gate}
					draft={scene.draft}
					box={ask}
					detail={box('ask') ? box('ask detail') : undefined}
					focused={scene.gateFocused && !hands.attention().search?.typing}
					awake={scene.awake}
					change={(draft) => changeDraft(draft, hands)}
					answer={(answer: Answer) => answerGate(gate, answer, hands)}
				/>
			) : null}
		</>
	);
}

function BodyPane(props: {
	id: PaneId;
	box: Box;
	content: PaneContent;
	focused: boolean;
	hands: Hands;
	scene: Scene;
}) {
	const { id, box, content, focused, hands, scene } = props;
	const attention = hands.attention();
	const key = paneKey(scene, id, attention);
	const { search } = attention;
	const match = search && !search.typing && !search.errors && search.pane === key ? search.text : undefined;
	switch (content.kind) {
		case 'log':
			return (
				<LogPane
					box={box}
					logs={hands.logs}
					service={content.service}
					file={content.file}
					focused={focused}
					look={attention.looks[key] ?? plainLook}
					top={attention.tops[key]}
					match={match}
				/>
			);
		case 'list': {
			const { rows, first, total } = listRows(content.items, content.cursor, box.height, match);
			return (
				<Pane
					box={box}
					title={content.title}
					focused={focused}
					rows={rows}
					position={positionText(first, rows.length, total)}
				/>
			);
		}
		case 'text': {
			const lines = content.lines.map((line) => cutLine(line, contentWidth('text', box.width)));
			const { rows, first, total } = textRows(lines, attention.tops[key] ?? 0, box.height, match);
			return (
				<Pane
					box={box}
					title={content.title}
					focused={focused}
					rows={rows}
					position={positionText(first, rows.length, total)}
				/>
			);
		}
		default:
			return content satisfies never;
	}
}
