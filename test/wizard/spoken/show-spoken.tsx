// Shows the wizard to a screen reader without a terminal: what Ink writes is kept.
import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { render } from 'ink';
import { App } from '../../../source/wizard/app.tsx';
import { followRun } from '../../../source/wizard/run-picture.ts';
import { createTheme, ThemeProvider } from '../../../source/wizard/theme.ts';
import type { ScriptedSession } from '../scripted-session.ts';

class Output extends EventEmitter {
	readonly columns = 400;
	readonly rows = 24;
	readonly written: string[] = [];
	write = (text: string) => this.written.push(text) > 0;
}

export type SpokenWizard = {
	/** What is to be read now. */
	readonly text: () => string;
	/** How often it was written. */
	readonly written: () => number;
	readonly press: (keys: string) => void;
	readonly close: () => void;
};

export function showSpoken(session: ScriptedSession, { ascii = false } = {}): SpokenWizard {
	const output = new Output();
	const input = Object.assign(new PassThrough(), {
		isTTY: true,
		setRawMode: () => {},
		ref: () => {},
		unref: () => {},
	});
	const run = followRun(session, { gatherFor: 1 });
	const shown = render(
		<ThemeProvider value={createTheme({ color: true, ascii })}>
			<App session={session} run={run} close={() => {}} fail={() => {}} />
		</ThemeProvider>,
		{
			stdin: input as unknown as NodeJS.ReadStream,
			stdout: output as unknown as NodeJS.WriteStream,
			isScreenReaderEnabled: true,
			interactive: true,
			exitOnCtrlC: false,
			patchConsole: false,
		},
	);
	const frames = () => output.written.filter((text) => /\w/.test(text.replace(/\x1b\[[\d;?]*\w/g, '')));
	return {
		text: () => (frames().at(-1) ?? '').replace(/\x1b\[[\d;?]*\w/g, ''),
		written: () => frames().length,
		press: (keys) => input.write(keys),
		close() {
			shown.unmount();
			run.close();
		},
	};
}
