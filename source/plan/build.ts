import { basename } from 'node:path';
import * as docker from '../docker/arguments.ts';
import { quote, toShell } from '../docker/command.ts';
import type { Engine } from '../docker/engine.ts';
import * as git from '../git/arguments.ts';
import type { CheckoutPin } from '../pins/pin-kind.ts';
import type { Facts } from '../survey/facts.ts';
import type { Step } from './plan.ts';

/** What tells where a version is built. */
type Checkout = { readonly gitDirectory: string; readonly place: string };

/** Where a version is checked out to be built, and the file that names its images; beside the tree, out of every build's way. */
export function buildPlace({ gitDirectory, place }: Checkout, version: string) {
	const worktree = `${gitDirectory}/lockkeeper/${version}`;
	return {
		worktree,
		directory: place === '' ? worktree : `${worktree}/${place.replace(/\/+$/, '')}`,
		names: `${worktree}.json`,
	};
}

/** Images under the names they are built by: Compose's own, which a restart takes, stay what they were. */
export const namesOfImages = (images: Readonly<Record<string, string>>): string =>
	JSON.stringify({
		services: Object.fromEntries(Object.entries(images).map(([service, image]) => [service, { image }])),
	});

/** Fetches the tag and builds its images while the old version serves and no file of the tree changes. */
export function buildStep(
	facts: Facts,
	options: {
		readonly engine: Engine;
		readonly pin: CheckoutPin;
		readonly to: string;
		readonly images: Readonly<Record<string, string>>;
	},
): Step {
	const { engine, pin, to, images } = options;
	const { checkout } = facts.version;
	const known = checkout?.ok ? checkout.value : { gitDirectory: '.git', place: '' };
	const { worktree, directory, names } = buildPlace(known, to);
	const project = { directory: facts.directory, envFiles: facts.envFiles };
	const other = {
		name: facts.stack,
		directory,
		files: [`${directory}/${basename(facts.composeFile)}`, names],
	};
	return {
		id: 'build',
		kind: 'build',
		phase: 'Upgrade',
		title: `build ${to}`,
		commands: [
			toShell(git.fetchTags('.')),
			toShell(git.addWorktree('.', worktree, pin.tag(to))),
			// Those that the repository has are there.
			...(facts.serviceEnvFiles ?? []).map((name) => {
				const link = quote(`${directory}/${name}`);
				return `[ -e ${link} ] || ln -s ${quote(`${facts.directory}/${name}`)} ${link}`;
			}),
			`printf %s ${quote(namesOfImages(images))} > ${quote(names)}`,
			toShell(docker.buildOf(engine, project, other)),
			toShell(git.removeWorktree('.', worktree)),
		],
		changes: `new tags of the repository and the images of ${to} on this host, built from a checkout beside the tree; the tree and what runs stay`,
		undo: `docker image rm ${Object.values(images).join(' ')}`,
		expected: 120_000,
		downtime: 0,
		parameters: { version: to },
	};
}
