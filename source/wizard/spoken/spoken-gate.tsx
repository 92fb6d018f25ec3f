import { Box, Text } from 'ink';
import SelectInput from 'ink-select-input';
import type { Answer, Gate, GateItem } from '../../run/gates.ts';
import type { GateDraft } from '../attention.ts';
import { useChoice } from '../components/gate-choose.tsx';
import { type GateProps, gateLines, itemLines } from '../components/gate-parts.ts';
import { useTheme } from '../theme.ts';
import { spokenRows, spokenSize } from './lines.ts';
import { Lines } from './rows.tsx';
import { spokenText } from './words.ts';

type SpokenGateProps = {
	readonly gate: Gate;
	readonly draft: GateDraft;
	readonly awake: boolean;
	readonly change: (draft: Partial<GateDraft>) => void;
	readonly answer: (answer: Answer) => void;
};

/** The open question: all it says, then what can be answered, each thing with its role and state. */
export function SpokenGate({ gate, draft, awake, change, answer }: SpokenGateProps) {
	const wide = spokenSize.columns * 100;
	const item = 'items' in gate ? gate.items[draft.cursor] : undefined;
	return (
		<Box flexDirection="column">
			<Lines of={[spokenText(`Question: ${gate.title}`), ...spokenRows(gateLines(gate, wide))]} />
			{gate.kind === 'acknowledge' || gate.kind === 'tick' ? <Boxes gate={gate} draft={draft} /> : null}
			{gate.kind === 'choose' ? (
				<Ways gate={gate} draft={draft} awake={awake} change={change} answer={answer} />
			) : null}
			{item ? (
				<Lines
					of={spokenRows(
						itemLines({ ...gate, text: [], commands: [], changes: '', wayBack: '' }, item, wide),
					)}
				/>
			) : null}
			{gate.kind === 'type' ? (
				<Lines
					of={[
						...(gate.exports ? [`“e” exports ${gate.exports} first`] : []),
						'“no” declines',
						`Typed so far: ${draft.typed || 'nothing'}`,
					]}
				/>
			) : null}
			{draft.reason ? <Lines of={[`Not taken: ${draft.reason}`]} /> : null}
		</Box>
	);
}

function Boxes({ gate, draft }: { gate: Extract<Gate, { kind: 'acknowledge' | 'tick' }>; draft: GateDraft }) {
	const theme = useTheme();
	return (
		<Box flexDirection="column">
			{gate.items.map(({ id, label }, index) => {
				const tick = draft.ticks[id];
				const word = gate.kind === 'tick' ? `, ${tick ?? 'not answered yet'}` : '';
				const checked = gate.kind === 'tick' ? tick !== undefined : draft.acknowledged.includes(id);
				return (
					<Box key={id} aria-role="checkbox" aria-state={{ checked, selected: index === draft.cursor }}>
						<Text>{theme.show(spokenText(`${label}${word}`))}</Text>
					</Box>
				);
			})}
		</Box>
	);
}

type ChooseGate = Extract<Gate, { kind: 'choose' }>;

function Ways({
	gate,
	draft,
	awake,
	change,
	answer,
}: Omit<GateProps<ChooseGate>, 'box' | 'detail' | 'focused'>) {
	const { place, ...choice } = useChoice({ gate, draft, change, answer });
	return (
		<SelectInput
			{...choice}
			key={place}
			items={gate.items.map((item) => ({ key: item.id, label: wayText(item), value: item.id }))}
			isFocused={awake}
			indicatorComponent={NoIndicator}
			itemComponent={Way}
		/>
	);
}

const NoIndicator = () => null;

function Way({ isSelected = false, label }: { isSelected?: boolean; label: string }) {
	const theme = useTheme();
	return (
		<Box aria-role="option" aria-state={{ selected: isSelected }}>
			<Text>{theme.show(label)}</Text>
		</Box>
	);
}

const wayText = ({ label, unavailable, recommended, note }: GateItem) =>
	spokenText(
		`${label}${unavailable ? ', cannot be chosen' : recommended ? ', recommended' : note ? `, ${note}` : ''}`,
	);
