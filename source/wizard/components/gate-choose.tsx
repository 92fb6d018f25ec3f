import { Box, Text } from 'ink';
import SelectInput from 'ink-select-input';
import { useState } from 'react';
import type { Gate, GateItem } from '../../run/gates.ts';
import { cleanText } from '../log-line.ts';
import { contentWidth } from '../pane-content.ts';
import { cutText, type StyledLine } from '../styled-line.ts';
import { glyphs, useTheme } from '../theme.ts';
import { ItemDetail } from './gate-items.tsx';
import { type GateProps, reasonLines } from './gate-parts.ts';
import { Rows } from './line.tsx';
import { Pane } from './pane.tsx';

type ChooseGate = Extract<Gate, { kind: 'choose' }>;

/** One of several ways; what cannot be chosen is listed with its reason, and refused. */
export function GateChoose({
	gate,
	draft,
	box,
	detail,
	focused,
	awake,
	change,
	answer,
}: GateProps<ChooseGate>) {
	const { place, ...choice } = useChoice({ gate, draft, change, answer });
	const room = contentWidth('list', box.width);
	const reasons = reasonLines(draft, room);
	return (
		<>
			<Pane box={box} title={gate.title} focused={focused} rows={[]} />
			<Box
				position="absolute"
				left={box.left}
				top={box.top}
				width={box.width}
				height={box.height}
				overflow="hidden"
			>
				<SelectInput
					{...choice}
					key={place}
					items={gate.items.map((item) => ({ key: item.id, label: labelOf(item, room), value: item.id }))}
					isFocused={awake && focused}
					limit={Math.max(1, Math.floor((box.height - reasons.length) / rowsOfItem))}
					indicatorComponent={Indicator}
					itemComponent={Item}
				/>
			</Box>
			<Rows
				place={{ ...box, top: box.top + box.height - reasons.length, height: reasons.length }}
				rows={reasons.map((line): StyledLine => [{ text: ' ' }, ...line])}
			/>
			{detail ? <ItemDetail gate={gate} draft={draft} box={detail} /> : null}
		</>
	);
}

/** What a list of ways does with its keys. A digit highlights; Enter alone chooses, so that nothing is chosen whose text was not on screen. */
export function useChoice({
	gate,
	draft,
	change,
	answer,
}: Pick<GateProps<ChooseGate>, 'gate' | 'draft' | 'change' | 'answer'>) {
	const [jumps, setJumps] = useState(0);
	const indexOf = (id: string) => gate.items.findIndex((item) => item.id === id);
	return {
		/** Another one where the list must begin anew. */
		place: `${gate.id} ${jumps}`,
		initialIndex: draft.cursor,
		onHighlight: (item: { value: string }) => change({ cursor: indexOf(item.value), top: 0 }),
		onSelect(item: { value: string }) {
			const index = indexOf(item.value);
			if (index !== draft.cursor) {
				change({ cursor: index, top: 0 });
				setJumps(jumps + 1);
				return;
			}
			answer({ kind: 'chosen', item: item.value });
		},
	};
}

function Indicator({ isSelected = false }: { isSelected?: boolean }) {
	const theme = useTheme();
	return <Text {...theme.style('accent')}>{theme.show(isSelected ? `${glyphs.cursor} ` : '  ')}</Text>;
}

function Item({ isSelected = false, label }: { isSelected?: boolean; label: string }) {
	const theme = useTheme();
	const [title = '', word = ''] = label.split('\n');
	const barred = word.startsWith(glyphs.skip);
	return (
		<Box flexDirection="column">
			<Text wrap="truncate" {...theme.style(barred ? 'quiet' : isSelected ? 'strong' : undefined)}>
				{theme.show(title)}
			</Text>
			<Text wrap="truncate" {...theme.style(word.startsWith(glyphs.pass) ? 'good' : 'quiet')}>
				{theme.show(word)}
			</Text>
		</Box>
	);
}

const rowsOfItem = 2;

/** The item's name, and below it in a word whether it is recommended or cannot be chosen, else what is to say of it. */
function labelOf(item: GateItem, room: number): string {
	const word = item.unavailable
		? `${glyphs.skip} cannot be chosen`
		: item.recommended
			? `${glyphs.pass} recommended`
			: cutText(cleanText(item.note ?? ' '), room);
	return `${cutText(cleanText(item.label), room)}\n${word}`;
}
