import { given, oneOf, wholeNumber } from '../options.ts';
import type { LabSystem } from '../system.ts';
import type { Variant } from './directory.ts';
import { variants } from './directory.ts';
import { bringUpOnHost } from './host.ts';
import { buildSvrunnerImages } from './images.ts';
import type { SvrunnerOptions } from './stack.ts';
import { bringUpSvrunner, takeDownSvrunner } from './stack.ts';
import { svrunnerVersions } from './versions.ts';

/** SVRunner as the lab's command line knows it. */
export const svrunner: LabSystem<Pick<SvrunnerOptions, 'assetsMegabytes'> & { variant?: Variant }> = {
	name: 'svrunner',
	about: [
		'digital signage server, one service',
		"A stand-in for an image that nobody publishes, not the vendor's code; its name is the lab's too.",
		'With --variant host it is a process of this host, with a stand-in for systemd, and needs no engine.',
		'SQLite is real, from Debian; the schema update and the lines of the log are our own.',
	],
	versions: svrunnerVersions,
	note: '3.2.x are each an upgrade of 3.0.0 or 3.1.0.',
	options: {
		'assets-mb': { value: 'M', help: 'megabytes of assets (5)' },
		variant: { value: 'V', help: 'docker, or host: a process without containers (docker)' },
	},
	defaults: { rows: 5000, port: 8080 },
	readOptions: (values) => ({
		...given('assetsMegabytes', wholeNumber(values['assets-mb'], '--assets-mb', 0)),
		...given('variant', oneOf(values.variant, '--variant', variants)),
	}),
	build: buildSvrunnerImages,
	up: ({ variant, ...options }) => (variant === 'host' ? bringUpOnHost(options) : bringUpSvrunner(options)),
	down: takeDownSvrunner,
	compose: 'docker compose',
};
