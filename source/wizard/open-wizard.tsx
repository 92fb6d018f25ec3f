// Touches the world: the terminal, from the alternate screen's opening to its giving back.
import { render } from 'ink';
import type { Session } from '../run/session.ts';
import { App } from './app.tsx';
import { holdBack } from './hold-back.ts';
import { leaveOnSignals } from './leave-on-signals.ts';
import { paceOutput, unpaced } from './output/paced-output.ts';
import { followRun } from './run-picture.ts';
import { createTheme, ThemeProvider } from './theme.ts';

export type WizardOptions = {
	readonly stdin?: NodeJS.ReadStream;
	readonly stdout?: NodeJS.WriteStream;
	readonly color: boolean;
	/** No character outside ASCII, for terminals that have none. */
	readonly ascii: boolean;
	/** Text in reading order on the normal screen, for a screen reader. */
	readonly screenReader?: boolean;
	/** Rejects when the run broke off without a result: the wizard closes and throws that. */
	readonly broken?: Promise<unknown>;
};

/**
 * Shows a run in full screen until the operator closes it: `ended` when its result was there, `left` when not. The
 * terminal is as before afterwards, also when an error of the wizard's own is thrown.
 */
export async function openWizard(session: Session, options: WizardOptions): Promise<'ended' | 'left'> {
	const { stdin = process.stdin, stdout = process.stdout, color, ascii, screenReader = false } = options;
	const run = followRun(session);
	const errors = holdBack(process.stderr);
	let failure: { readonly error: unknown } | undefined;
	// What is read aloud is written in lines, as they come.
	const output = screenReader ? unpaced(stdin, stdout) : paceOutput(stdin, stdout);
	// The terminal's last answer must not come to the shell as if it had been typed.
	const close = () => void output.settle().then(() => instance.unmount());
	const fail = (error: unknown) => {
		failure ??= { error };
		close();
	};
	const signals = session.apart ? leaveOnSignals(close) : undefined;
	const instance = render(
		<ThemeProvider value={createTheme({ color, ascii })}>
			<App
				session={session}
				run={run}
				close={close}
				fail={fail}
				output={output}
				{...(signals ? { asksToLeave: signals.asks } : {})}
			/>
		</ThemeProvider>,
		{
			stdin: output.stdin,
			stdout: output.stdout,
			alternateScreen: !screenReader,
			isScreenReaderEnabled: screenReader,
			// Logs and events are gathered for a thirtieth of a second before they are drawn; what a key does is not.
			maxFps: 120,
			exitOnCtrlC: false,
			patchConsole: true,
			// A terminal is there, or the plain front would have been taken; Ink would doubt it where CI is set.
			interactive: true,
		},
	);
	// A crash anywhere is printed on the operator's own screen: the alternate one is gone a moment later.
	const crashed = () => {
		instance.unmount();
		errors.release();
	};
	process.once('uncaughtExceptionMonitor', crashed);
	options.broken?.catch(fail);
	try {
		// Rejects with what was thrown while drawing: Ink's own boundary has given the terminal back by then.
		await instance.waitUntilExit();
	} finally {
		process.off('uncaughtExceptionMonitor', crashed);
		signals?.release();
		run.close();
		errors.release();
	}
	if (failure) throw failure.error;
	return run.current().view.result ? 'ended' : 'left';
}
