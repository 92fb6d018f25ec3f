import { defineCheck } from './check.ts';
import { hostCommand } from './shown.ts';

/** A restore point holds every row and every secret: nobody but its owner may look into the directory. */
export const backupDirectory = defineCheck('backup-directory', 'Backup directory', ({ facts }) => {
	const { path, writable, mode, insideData } = facts.backupPlace;
	const command = hostCommand('ls', '-ld', path);
	if (insideData) {
		return {
			outcome: 'fail',
			evidence: `${path} lies inside a directory that is archived`,
			command,
			advice: 'Choose a directory outside the data: every restore point would hold all the ones before it.',
		};
	}
	if (!writable) {
		return {
			outcome: 'fail',
			evidence:
				mode === undefined ? `${path} is not there and cannot be made` : `${path} cannot be written to`,
			command,
			advice: `Give yourself the right to write there, or choose another directory. Without a restore point there is no upgrade.`,
		};
	}
	if (mode === undefined) {
		return { outcome: 'pass', evidence: `${path} will be made, for its owner alone (0700)`, command };
	}
	const octal = `0${(mode & 0o777).toString(8).padStart(3, '0')}`;
	if ((mode & 0o077) !== 0) {
		return {
			outcome: 'fail',
			evidence: `${path} is open to other users (${octal})`,
			command,
			advice: `Close it: ${hostCommand('chmod', '700', path)}`,
		};
	}
	return { outcome: 'pass', evidence: `${path}: writable, for its owner alone (${octal})`, command };
});
