import { useApp, useInput, useIsScreenReaderEnabled, usePaste, useStdout } from 'ink';
import { useEffect, useRef, useState } from 'react';
import type { Session } from '../run/session.ts';
import { type Attention, firstAttention, openQuestion } from './attention.ts';
import { Body } from './components/body.tsx';
import { Frame } from './components/frame.tsx';
import { Header } from './components/header.tsx';
import { Rows } from './components/line.tsx';
import { TooSmall } from './components/too-small.tsx';
import { useClock } from './hooks/use-clock.ts';
import { useQuiet } from './hooks/use-quiet.ts';
import { useRunView } from './hooks/use-run-view.ts';
import { useTerminalSize } from './hooks/use-terminal-size.ts';
import { inTurn } from './in-turn.ts';
import { keyLine } from './keys.ts';
import { smallest } from './layout.ts';
import { onPaste, onPress } from './on-press.ts';
import type { PacedOutput } from './output/paced-output.ts';
import { clipboardSequence, openInPager, stopUntilContinued } from './outside.ts';
import { leavingText } from './overlays.ts';
import { readPresses } from './presses.ts';
import type { RunPicture } from './run-picture.ts';
import { composeScene } from './scene.ts';
import { spokenSize } from './spoken/lines.ts';
import { Spoken } from './spoken/spoken.tsx';
import { styledLine, wrapStyled } from './styled-line.ts';

export type AppProps = {
	readonly session: Session;
	readonly run: RunPicture;
	/** Closes the wizard. */
	readonly close: () => void;
	/** Ends it with an error that came from a key. */
	readonly fail: (error: unknown) => void;
	/** Stands still while the terminal is another program's. */
	readonly output?: Pick<PacedOutput, 'settle' | 'goOn'>;
	/** Calls back when somebody outside asks the wizard to end; stable. */
	readonly asksToLeave?: (listener: () => void) => () => void;
};

/** The whole screen: a picture of the run, what the operator looks at, and the keys between the two. */
export function App({ session, run, close, fail, output, asksToLeave }: AppProps) {
	const { suspendTerminal } = useApp();
	const { stdout } = useStdout();
	const picture = useRunView(run);
	const spoken = useIsScreenReaderEnabled();
	const shown = useTerminalSize();
	const size = spoken ? spokenSize : shown;
	const attention = useLatest(firstAttention);
	const { view } = picture;
	const working = Object.values(view.steps).some((step) => step.state === 'running');
	const counting = view.window !== undefined || (working && !spoken);
	// Steps are told in seconds, a maintenance window in minutes.
	const now = useClock(view.result === undefined && counting, working && !spoken ? 1000 : 60_000);
	const readable = size.columns >= smallest.columns && size.rows >= smallest.rows;
	const gateShown = readable && attention.now.lookingAt === undefined && attention.now.overlay === undefined;
	const { quiet, disturb } = useQuiet(gateShown ? openQuestion(view) : undefined);
	const scene = composeScene({
		picture,
		attention: attention.now,
		size,
		now,
		awake: quiet,
		spoken,
		apart: session.apart,
	});

	/** While the terminal is being given away keys may still come. */
	const away = useRef(false);
	/** Gives the terminal away until `work` is done; what it says then stands in the guidance. */
	const outside = (work: () => Promise<string | undefined>) => {
		if (away.current) return;
		away.current = true;
		let said: string | undefined;
		const given = async () => {
			await output?.settle();
			try {
				await suspendTerminal(async () => {
					said = await work();
				});
			} finally {
				output?.goOn();
				away.current = false;
			}
			const text = said;
			if (text) attention.change((before) => ({ ...before, notice: { text, phase: view.phase } }));
		};
		given().catch(fail);
	};
	const hands = {
		scene,
		picture,
		session,
		logs: run.logs,
		attention: attention.read,
		change: attention.change,
		disturb,
		close,
		openPager: (file: string) => {
			outside(() => openInPager(file));
		},
		suspend: () => {
			outside(stopUntilContinued);
		},
		copy: (text: string) => {
			stdout.write(clipboardSequence(text));
		},
	};
	// Each key sees what the one before it did.
	const latest = useRef(hands);
	latest.current = hands;
	const [take] = useState(() => inTurn(fail));
	const { change } = attention;
	useEffect(
		() => asksToLeave?.(() => change((before) => ({ ...before, overlay: 'leave' }))),
		[asksToLeave, change],
	);
	useInput((input, key) =>
		take(readPresses(input, key).map((press) => () => onPress(press, latest.current))),
	);
	usePaste((text) => take([() => onPaste(text, latest.current)]));

	if (spoken) return <Spoken scene={scene} hands={hands} now={now} />;
	if (scene.layout.kind === 'too small') {
		return <TooSmall {...size} needs={scene.layout.needs} leaving={leavingText(view)} />;
	}
	const { layout } = scene;
	return (
		<Frame layout={layout}>
			<Header layout={layout} view={view} station={scene.station} now={now} />
			<Body scene={scene} hands={hands} />
			<Rows place={layout.guidance} rows={wrapStyled(scene.guidance, layout.guidance.width, 'strong')} />
			<Rows
				place={layout.leaving}
				rows={wrapStyled(
					leavingText(view),
					layout.leaving.width,
					view.leaving.milliseconds > 0 ? 'warning' : undefined,
				)}
			/>
			<Rows place={layout.keys} rows={[styledLine(keyLine(scene.places, layout.keys.width), 'accent')]} />
		</Frame>
	);
}

/** State that key handlers read as it is now, not as it was when they were made. */
function useLatest(first: Attention) {
	const [now, setNow] = useState(first);
	const current = useRef(first);
	const [stable] = useState(() => ({
		read: () => current.current,
		change: (next: (before: Attention) => Attention) => {
			current.current = next(current.current);
			setNow(current.current);
		},
	}));
	return { now, ...stable };
}
