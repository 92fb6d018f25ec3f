import { given, wholeNumber } from '../options.ts';
import type { LabSystem } from '../system.ts';
import { buildJotbookImages } from './images.ts';
import type { JotbookOptions } from './stack.ts';
import { bringUpJotbook, takeDownJotbook } from './stack.ts';
import { jotbookVersions } from './versions.ts';

/** Jotbook as the lab's command line knows it. */
export const jotbook: LabSystem<Pick<JotbookOptions, 'attachmentsMegabytes'>> = {
	name: 'jotbook',
	about: [
		'notes, one service with SQLite: the app of the tutorial',
		"The lab's own, and nobody's stand-in: no built-in runbook knows it.",
	],
	versions: jotbookVersions,
	note: '1.2.x are each an upgrade of 1.1.0.',
	options: { 'attachments-mb': { value: 'M', help: 'megabytes of attachments (1)' } },
	defaults: { rows: 1000, port: 8080 },
	readOptions: (values) =>
		given('attachmentsMegabytes', wholeNumber(values['attachments-mb'], '--attachments-mb', 0)),
	build: buildJotbookImages,
	up: bringUpJotbook,
	down: takeDownJotbook,
	compose: 'docker compose',
};
