import type { CommandError } from '../../docker/command-error.ts';
import { OperatorError } from '../../host/errors.ts';
import { printable } from '../../text/printable.ts';
import type { Redact } from '../../text/redact.ts';

/** A vendor's script that failed. Whose disk is full when it says so is not known: no other words are put in its place. */
export class ScriptFailure extends OperatorError {
	override name = 'ScriptFailure';
}

/** Characters of what it said that are shown. */
const shown = 1000;

/** What to say of a script that did not end well. @param directory that it was run in */
export function scriptFailure(error: CommandError, directory: string, redact: Redact): ScriptFailure {
	// Hidden before anything is cut or taken out: part of a secret would not be recognised.
	const said = redact(printable(redact(error.message)));
	const short = said.length > shown ? `${said.slice(0, shown / 2)} … ${said.slice(-shown / 2)}` : said;
	return new ScriptFailure(`The vendor’s script failed: ${short.replaceAll('\n', ' ')}`, {
		exit: 3,
		advice: [
			`Run it by hand in ${directory} and mend what it names; or take it out of the runbook: what Lockkeeper saves itself does not need it.`,
		],
		// No cause: the error of the call has what it said, as it said it.
	});
}
