import type { Phase } from '../../run/events.ts';
import type { Gate } from '../../run/gates.ts';

/** Where the run is, for somebody who does this for the first time. */
export const stationMeanings: Readonly<Record<Phase, string>> = {
	Survey: 'Survey: the stack and its host are looked at. Nothing is changed.',
	Checklist:
		'Checklist: what usually goes wrong is looked for before anything is changed. A check that fails keeps the upgrade from beginning; one that warns needs your word that you have read it.',
	Notes:
		'Notes: what the makers say about the versions between yours and the new one. The lines that matter come first.',
	Plan: 'Plan: every step before any is made, with its commands. You could paste them into a shell and do the same by hand.',
	'Back up':
		'Back up: the data are saved, and the backup is proven by restoring it elsewhere. The app serves meanwhile.',
	Upgrade:
		'Upgrade: the version is changed and the app starts on it. From the restart on it is down for a while.',
	Verify: 'Verify: what runs now is compared with what was planned. Only then the upgrade is done.',
	Report: 'Report: what was done, how long it took, where the restore point and the logs are.',
	'Ways back':
		'Ways back: each possible way to the old version, with what it costs and what it loses. None of them destroys what is there now.',
};

/** What kind of answer a question wants. */
export const gateMeanings: Readonly<Record<Gate['kind'], string>> = {
	acknowledge:
		'The question asks that you have read each item. That something was read makes it no less true: a warning stays one.',
	confirm:
		'The question asks for yes or no. With no, nothing of what it names is done, and the run says where the stack stands.',
	type: 'The question asks for a name, letter by letter, because what follows cannot be taken back by a key. Nothing is done until the whole name stands there.',
	tick: 'The question asks you to try something outside of the wizard, and to say what came of it. “Not made” is an honest answer.',
	choose:
		'The question asks for one of several ways. What each does, costs and loses stands beside it, and one is recommended.',
};
