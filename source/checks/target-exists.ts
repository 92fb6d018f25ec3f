import { buildOf } from '../host-service/build-of.ts';
import { shownBuild } from '../host-service/shown.ts';
import { downloadOf, sizeInWords } from '../images/layers-here.ts';
import { namedAmong } from '../releases/release-list.ts';
import { exactVersion } from '../releases/versions.ts';
import { appRepositories } from '../runbook/detect.ts';
import type { TargetImageFact } from '../survey/facts.ts';
import { count, inWords } from '../text/list.ts';
import { shortened } from '../text/shortened.ts';
import { type CheckInput, defineCheck } from './check.ts';
import { hostCommand } from './shown.ts';
import { targetAdvice } from './target-advice.ts';

/**
 * Fails when the registry was asked and the target is not there. When it could not be asked it warns: the
 * pull tells, and it comes before anything is stopped.
 */
export const targetExists = defineCheck('target-exists', 'Target', (input) => {
	const { facts, target } = input;
	if (target === undefined) return { outcome: 'skip', evidence: 'no version was asked for' };
	const version = exactVersion(target);
	if (!version) {
		return {
			outcome: 'fail',
			evidence: `expected an exact version such as 0.1.10, found “${target}”`,
			advice: targetAdvice(input.facts),
		};
	}
	const { targetImages, releases } = facts;
	const command = seenBy(input, version);
	if (targetImages?.ok && targetImages.value.length > 0) {
		const images = targetImages.value;
		const which = images.map(({ reference, digest }) => `${reference} (${digest.slice(0, 19)})`);
		const download = downloadOf(images);
		const size = `${sizeInWords(download)} (${count(download.layers, 'layer')})`;
		const evidence = [`${inWords(which)}: ${size}`, ...images.flatMap(wordsOf)].join('; ');
		// The platform starts what it has; this host's architecture says nothing there.
		if (!facts.service && images.some((image) => isForeign(image, facts.engine.architecture)))
			return {
				outcome: 'warn',
				evidence,
				command,
				advice: `This host is linux/${facts.engine.architecture}: what is pulled does not start here unless the label is wrong or something emulates it. Ask the vendor for an image of that architecture before you go on.`,
			};
		return { outcome: 'pass', evidence, command };
	}
	const answer = targetImages && !targetImages.ok ? targetImages : undefined;
	if (answer?.absent)
		return { outcome: 'fail', evidence: answer.problem, command, advice: targetAdvice(input.facts) };
	if (releases.ok && !namedAmong(releases.value, version).includes(version)) {
		const evidence = `${version} is not among the ${count(releases.value.versions.length, 'release')} of ${releases.value.source}`;
		return { outcome: 'fail', evidence, command, advice: targetAdvice(input.facts) };
	}
	const { service } = facts;
	if (releases.ok && service?.is === 'host') {
		const evidence = `${version} is unpacked in ${buildOf(service, version)}`;
		return { outcome: 'pass', evidence, command };
	}
	if (releases.ok && 'git' in facts.runbook.version.available) {
		const evidence = `${version} is a tag (${releases.value.source}); its images are built here`;
		return { outcome: 'pass', evidence, command };
	}
	const asked = 'git' in facts.runbook.version.available ? 'the remote repository' : 'the registry';
	const listed = releases.ok
		? `${version} is listed (${releases.value.source}), its image could not be read`
		: undefined;
	const why = answer?.problem ?? (releases.ok ? undefined : releases.problem);
	return {
		outcome: 'warn',
		evidence: [listed ?? `${asked} could not be asked about ${version}`, why].filter(Boolean).join(': '),
		command,
		advice: `Make ${asked} reachable and check again; or go on: the ${asked === 'the registry' ? 'pull' : 'fetch'} will tell, before anything is stopped.`,
	};
});

/** What an image says of itself. */
function wordsOf({ says }: TargetImageFact): readonly string[] {
	if (!says) return [];
	if (!says.ok) return [`what it says of itself is not known: ${says.problem}`];
	const { platform, created, labels } = says.value;
	const told = ['version', 'revision', 'source'].flatMap((name) =>
		labels[name] === undefined ? [] : [`${name} ${shortened(labels[name], 60)}`],
	);
	return [
		`for ${platform}${created === undefined ? '' : `, made ${created.slice(0, 10)}`}`,
		...(told.length > 0 ? [`labelled ${told.join(', ')}`] : []),
	];
}

/** An index names the architectures; of one manifest alone only its configuration does. */
const isForeign = ({ says }: TargetImageFact, architecture: string) =>
	says?.ok === true && !`${says.value.platform}/`.startsWith(`linux/${architecture}/`);

/** `docker manifest` knows nothing of mirrors: where there is one, its own address is asked. */
function seenBy({ facts }: CheckInput, version: string): string {
	const { available } = facts.runbook.version;
	if ('git' in available) return hostCommand('git', 'ls-remote', '--tags', '--refs');
	if ('builds' in available)
		return facts.service?.is === 'host' ? hostCommand(...shownBuild(facts.service, version)) : '';
	const repository = 'registry' in available ? available.registry : appRepositories(facts.runbook)[0];
	if (repository === undefined)
		return 'list' in available
			? hostCommand('curl', '-fsSL', available.list)
			: hostCommand('cat', 'file' in available ? available.file : '');
	const [mirror] = facts.engine.mirrors;
	if (!mirror || /^[^/]*[.:][^/]*\//.test(repository))
		return hostCommand('docker', 'manifest', 'inspect', `${repository}:${version}`);
	return hostCommand('curl', '-fsS', `${mirror.replace(/\/+$/, '')}/v2/${repository}/tags/list`);
}
