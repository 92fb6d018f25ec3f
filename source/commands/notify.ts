// Touches the world: looks at the stack; sends a test message where that is asked.
import process from 'node:process';
import { defaultEngine } from '../docker/engine.ts';
import { OperatorError } from '../host/errors.ts';
import { cleanMessage } from '../notify/message.ts';
import { secretsOfTargets, send } from '../notify/send.ts';
import { previewLines } from '../notify/shown.ts';
import { type Target, targetNames } from '../notify/target.ts';
import { exampleMessages, testMessage } from '../run/notify-examples.ts';
import { senderOf } from '../run/who-is-told.ts';
import { identify, pinnedIn, type Stack } from '../survey/identify.ts';
import { secretsOfStack } from '../survey/secrets.ts';
import { printable } from '../text/printable.ts';
import { type Redact, redactor } from '../text/redact.ts';
import type { CommandLine } from './arguments.ts';

/** In the place of a version that nobody has said. */
const anyVersion = 'the version you choose';

/** `lockkeeper notify`: what would be sent, or with `--send` a test message. @returns the exit code @throws OperatorError for bad input */
export async function notify(line: CommandLine): Promise<number> {
	const stack = await identify(line.stack, defaultEngine);
	const { notify: targets = [] } = stack.settings;
	const redact = redactor([...secretsOfStack(stack), ...secretsOfTargets(targets, stack.variables)]);
	if (!line.send) return say(line, 0, preview(stack, targets, redact, line.to ?? anyVersion));
	if (targets.length === 0) throw nobody(stack);
	const outcomes = await sendTest(stack, targets, redact);
	return say(
		line,
		outcomes.every(({ sent }) => sent) ? 0 : 3,
		outcomes.map(({ text }) => text),
	);
}

function preview(stack: Stack, targets: readonly Target[], redact: Redact, to: string): readonly string[] {
	if (targets.length === 0) return [`${stack.name} tells nobody: lockkeeper.yaml has no \`notify\`.`];
	const examples = exampleMessages(stack, { from: pinnedIn(stack), to }, new Date());
	const messages = examples.map((message) => cleanMessage(message, redact));
	const names = targetNames(targets);
	return [
		'What an upgrade would tell, with a question, a failure and an end such as there may be. Nothing is sent.',
		...targets.flatMap((target, index) => ['', ...previewLines(names[index] ?? '', target, messages, stack)]),
		'',
		'To send a test message to each: lockkeeper notify --send',
	];
}

const sendTest = (stack: Stack, targets: readonly Target[], redact: Redact) => {
	const message = cleanMessage(testMessage(stack, pinnedIn(stack), new Date()), redact);
	const names = targetNames(targets);
	return Promise.all(
		targets.map(async (target, index) => {
			const outcome = await send(target, message, senderOf(stack, redact));
			const said = outcome.sent ? 'The test message was taken' : 'The test message was not taken';
			return {
				sent: outcome.sent,
				text: `${said} by ${names[index]}${outcome.sent ? '.' : `: ${outcome.reason}.`}`,
			};
		}),
	);
};

const nobody = ({ directory }: Stack) =>
	new OperatorError(`Expected \`notify\` in ${directory}/lockkeeper.yaml, with who is told, found none.`, {
		exit: 2,
		advice: ['Nothing was sent.', 'For example: notify: [{command: [./tell.sh]}]'],
	});

function say({ json }: CommandLine, exit: 0 | 3, text: readonly string[]): number {
	process.stdout.write(
		json
			? `${JSON.stringify({ type: 'result', exit, state: 'unknown', text })}\n`
			: `${text.map(printable).join('\n')}\n`,
	);
	return exit;
}
