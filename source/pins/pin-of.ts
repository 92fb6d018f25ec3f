import { basename } from 'node:path';
import { quote, toShell } from '../docker/command.ts';
import * as git from '../git/arguments.ts';
import { withTagIn } from '../managed/configuration.ts';
import { appRepositories } from '../runbook/detect.ts';
import type { Runbook } from '../runbook/schema.ts';
import { setVariable } from '../survey/env-file.ts';
import { inWords } from '../text/list.ts';
import { setTags } from './image-tags.ts';
import type { PinKind } from './pin-kind.ts';

/** Where the version of a stack stands. @param composeFile its path */
export function pinOf(runbook: Runbook, composeFile: string): PinKind {
	const { pin } = runbook.version;
	if ('env' in pin) {
		const { env, file } = pin;
		return {
			kind: 'file',
			place: `${env} in ${file}`,
			file,
			edit: (text, version) => setVariable(text, env, version),
			command: (_from, to) => `sed -i 's/^${env}=.*/${env}=${to}/' ${quote(file)}`,
			look: ['grep', '-n', env, file],
			saying: (version) => `${env}=${version}`,
			changes: `${env} in ${file}`,
			environment: (version) => ({ [env]: version }),
		};
	}
	if ('git' in pin) {
		const tag = (version: string) => `${pin.prefix}${version}`;
		return {
			kind: 'checkout',
			place: 'the tag checked out',
			command: (_from, to) => toShell(git.checkOut('.', tag(to))),
			look: ['git', 'describe', '--tags'],
			saying: (version) => `the tag ${tag(version)}`,
			changes: 'the files that git tracks',
			tag,
		};
	}
	if ('link' in pin) {
		const { link, builds } = pin;
		return {
			kind: 'link',
			place: `the link ${link}`,
			command: (_from, to) => `ln -sfn ${quote(`${builds}${to}`)} ${quote(link)}`,
			look: ['ls', '-l', link],
			saying: (version) => `${link} to ${builds}${version}`,
			changes: `where the link ${link} leads`,
		};
	}
	if ('image' in pin) {
		const { image, file } = pin;
		return {
			kind: 'file',
			place: `the tag of ${image} in ${file}`,
			file,
			edit: (text, version) => withTagIn(text, image, version),
			command: (from, to) => `sed -i 's|${pattern(`${image}:${from}`)}|${image}:${to}|' ${quote(file)}`,
			look: ['grep', '-n', image, file],
			saying: (version) => `${image}:${version}`,
			changes: `the tag of ${image} in ${file}`,
		};
	}
	const images = appRepositories(runbook);
	const file = basename(composeFile);
	const whose = `${pin.tags.length === 1 ? 'the tag' : 'the tags'} of ${inWords(pin.tags)}`;
	return {
		kind: 'file',
		place: `${whose} in ${file}`,
		file,
		edit: (text, version) => setTags(text, pin.tags, version),
		command: (from, to) =>
			`sed -i ${images.map((image) => `-e 's|${pattern(`${image}:${from}`)}|${image}:${to}|'`).join(' ')} ${quote(file)}`,
		look: ['grep', '-n', 'image:', file],
		saying: (version) => inWords(images.map((image) => `${image}:${version}`)),
		changes: `${whose} in ${file}`,
	};
}

/** A text as sed finds it. */
const pattern = (text: string) => text.replaceAll('.', '\\.');
