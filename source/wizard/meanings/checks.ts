/** What each check is about and why it matters, for somebody who does this for the first time; by the check's id. */
export const checkMeanings: Readonly<Record<string, string>> = {
	'engine-version':
		'The Docker Engine runs the containers, and Compose tells it which. An older one reads the same file otherwise, or not at all: an upgrade that stops half way because of that is worse than one that does not begin.',
	'compose-file':
		'The Compose file says which containers the app has. When Compose itself cannot read it, no step that starts something can work.',
	'services-up':
		'A service is one container of the app. What is ill before the upgrade is ill after it, and then nobody can tell which of the two made it so.',
	'version-known':
		'The version that runs decides which hops are allowed and which notes are yours to read. Where the image, the env file and the app say different things, one of them is wrong.',
	'version-pinned':
		'Pinned means: the stack names one exact version. A name such as latest means another image next week, and then no way back leads to what ran today.',
	'no-mixed-versions':
		'Several services carry the same version. When they differ, one part of the app speaks to a database that another part has already changed.',
	'schema-revision':
		'The schema is the form of the database: its tables and columns. Its revision is how far the app has changed that form. After the upgrade it tells whether the migration is complete, and for a way back whether the old version still understands the data.',
	'database-version':
		'PostgreSQL and MariaDB write their files in a form of their own for each major version. A newer server does not start on an older one’s files, so the data has to be dumped before and loaded after.',
	'disk-space':
		'The backup, the new images and the database that is loaded to prove the backup all need room at once. A disk that fills up in the middle of a migration is how data are lost.',
	'required-variables':
		'The env file holds the settings that the app cannot start without. One that is missing is found here, while the old version still serves.',
	'data-mounts':
		'A mount is a directory of the host, or a volume, that a container sees as its own. Data that lie in none are gone with the container, at the next upgrade at the latest.',
	'backup-directory':
		'Here the restore points are kept. The place has to be private, have room, and must not be one that a container writes to.',
	'off-host-copy':
		'A backup on the disk that it protects is gone with that disk. A copy on another machine is what is left then.',
	'tags-unmoved':
		'A tag is the name of an image, and its owner can give that name to another one. Then what a pull brings is not what you run, or not what others have tried, although the version reads the same.',
	'target-exists':
		'The registry is where images come from. Whether it has the new one for this machine’s kind of processor is asked before anything is stopped.',
	'hop-allowed':
		'A hop is one move from a version to the next that its makers have tried. Versions that are skipped may hold migrations that the newer one no longer brings.',
	'release-notes':
		'In the notes the makers say what breaks, what is removed and what you have to do. Here they are those between your version and the new one alone.',
	'new-variables':
		'A new version may know settings that your env file lacks. Most have a default; one that does not is found here and not in the log of an app that does not start.',
	'maintenance-window':
		'The time in which your users expect the app to be down. Outside of it the upgrade is possible, and somebody may be in the middle of their work.',
};
