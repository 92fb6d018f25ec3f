import { given, wholeNumber } from '../options.ts';
import type { LabSystem } from '../system.ts';
import { buildSvrunnerImages } from './images.ts';
import type { SvrunnerOptions } from './stack.ts';
import { bringUpSvrunner, takeDownSvrunner } from './stack.ts';
import { svrunnerVersions } from './versions.ts';

/** SVRunner as the lab's command line knows it. */
export const svrunner: LabSystem<Pick<SvrunnerOptions, 'assetsMegabytes'>> = {
	name: 'svrunner',
	about: [
		'digital signage server, one service',
		"A stand-in for an image that nobody publishes, not the vendor's code; its name is the lab's too.",
		'SQLite is real, from Debian; the schema update and the lines of the log are our own.',
	],
	versions: svrunnerVersions,
	note: '3.2.x are each an upgrade of 3.0.0 or 3.1.0.',
	options: { 'assets-mb': { value: 'M', help: 'megabytes of assets (5)' } },
	defaults: { rows: 5000, port: 8080 },
	readOptions: (values) => given('assetsMegabytes', wholeNumber(values['assets-mb'], '--assets-mb', 0)),
	build: buildSvrunnerImages,
	up: bringUpSvrunner,
	down: takeDownSvrunner,
	compose: 'docker compose',
};
