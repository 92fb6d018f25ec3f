import type { StepKind } from '../../plan/plan.ts';

/** What each kind of step does and why, for somebody who does this for the first time. */
export const stepMeanings: Readonly<Record<StepKind, string>> = {
	'keep-images':
		'The images that run now get a name of their own. Docker removes what has no name when it tidies up, and without the old image there is no way back.',
	'find-images': 'The images of the old version are looked for on this host. A way back starts them.',
	'pull-image':
		'An image of the old version that is gone from this host is fetched again, while what runs goes on.',
	'restore-point':
		'A restore point is the whole of the data at one moment: the database, the files, the settings. It is taken while the app serves, and each file of it is read back and compared.',
	prove:
		'A backup that was never restored is a hope. Here it is loaded into a throw-away database without a network, and its tables, rows and schema are compared with what was saved.',
	ship: 'A copy of the restore point goes to another machine, and is compared there: it is what is left when this one is lost.',
	pin: 'The new version is written where the stack names it, and nothing else of that file changes. Nothing runs on it yet.',
	pull: 'The new images are fetched. It takes the longest where the line is slow, and the app serves meanwhile.',
	build: 'The new images are built on this host, while the app serves.',
	'find-build': 'The build of the old version is looked for on this host. A way back starts it.',
	announce:
		'Those who use the app are told that it will be down, before it is: by you, with the text that stands there, where no notification does it.',
	up: 'The containers are made anew from the new images. From here on the app is down until the next step has seen it serve; a new version usually changes the database when it starts.',
	wait: 'The app starts and changes its database: that is the migration. Container, log, answers and schema are watched until they agree that it is over, or that it has failed. A slow one is not a failed one.',
	verify:
		'What runs is compared with what was planned: images, answers, schema, mounts, and that nothing else was touched. An exit code of 0 alone proves nothing.',
	ask: 'What only a person can try: to sign in, to open something, to search. Your answers stand in the report.',
	optional: 'Something that the makers advise and the app can do without. A no leaves it for later.',
	stop: 'The app is stopped, so that nothing writes while its data are taken or changed.',
	'restore-beside':
		'The restore point is brought in beside the data in use, under another name. Nothing in use is overwritten, so this can fail without harm.',
	losses:
		'What was written after the restore point is counted, by comparing both. A way back leaves exactly that behind, and you see it before you agree.',
	'add-variables': 'New settings are added at the end of the env file. What stands there stays as it is.',
	'remove-variables':
		'The settings that the upgrade has added are taken out again; lines that you changed stay.',
	ready: 'A last look before the names change: that everything the next step needs is there.',
	swap: 'Two names change places: the restored data get the name in use, and what was in use is kept under a dated name. It is quick, and it can be swapped back.',
};
