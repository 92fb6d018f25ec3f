import { basename } from 'node:path';
import { databaseServices } from '../runbook/database-services.ts';
import type { Facts, MountFact } from '../survey/facts.ts';
import { formatBytes } from '../text/bytes.ts';
import { count, inWords } from '../text/list.ts';
import { defineCheck } from './check.ts';
import { hostCommand } from './shown.ts';

export const dataMounts = defineCheck('data-mounts', 'Data', ({ facts }) => {
	const problems = [...unmeasured(facts), ...missing(facts)];
	const sources = [...new Set(facts.mounts.map((mount) => mount.source))];
	const command = sources.length === 0 ? undefined : hostCommand('ls', '-A', ...sources);
	if (problems.length > 0) {
		return {
			outcome: 'fail',
			evidence: problems.join('; '),
			...(command ? { command } : {}),
			advice:
				'Docker makes an empty directory where a source is missing, and the app starts without its data. Make sure the disk is mounted, the path is right and may be read.',
		};
	}
	const empty = describe(
		facts.mounts.filter((mount) => mount.empty),
		'is empty',
	);
	const notRun = skipped(facts);
	if (empty.length + notRun.length > 0) {
		return {
			outcome: 'warn',
			evidence: [...empty, ...notRun].join('; '),
			...(command ? { command } : {}),
			advice: [
				...(empty.length === 0
					? []
					: [
							'If there should be something in it, find the right path or volume first; a new stack may be right as it is.',
						]),
				...(notRun.length === 0
					? []
					: [
							'The restore point will be without what the vendor’s script would write; what Lockkeeper saves itself does not need it. Mend what is named to have it too.',
						]),
			].join(' '),
		};
	}
	const sizes = facts.data.flatMap((found) =>
		found.ok && found.value.kind !== 'script'
			? [`${found.value.label} ${formatBytes(found.value.bytes)}`]
			: [],
	);
	const evidence = `${count(facts.mounts.length, 'mount')} there and not empty; ${sizes.join(', ')}`;
	return { outcome: 'pass', evidence, ...(command ? { command } : {}) };
});

function unmeasured({ data }: Facts): string[] {
	return data.flatMap((found) => {
		if (!found.ok) return [found.problem];
		return found.value.exists ? [] : [`${found.value.label} is not there`];
	});
}

const skipped = ({ data }: Facts): string[] =>
	data.flatMap((found) =>
		found.ok && found.value.skipped !== undefined
			? [`${found.value.label} will not be run: ${found.value.skipped}`]
			: [],
	);

function missing(facts: Facts): string[] {
	const absent = facts.mounts.filter((mount) => !mount.exists);
	const lost = facts.mounts.filter((mount) => mount.exists && mount.empty && holdsDatabase(mount, facts));
	return [...describe(absent, 'is not there'), ...describe(lost, 'is empty, and a database should be in it')];
}

/** A clause for each source, however many services have it. */
function describe(mounts: readonly MountFact[], what: string): string[] {
	const sources = [...new Set(mounts.map((mount) => mount.source))];
	return sources.map((source) => {
		const uses = mounts.filter((mount) => mount.source === source);
		return `${source} (${inWords(uses.map((mount) => `${mount.target} of ${mount.service}`))}) ${what}`;
	});
}

function holdsDatabase(mount: MountFact, { runbook }: Facts): boolean {
	if (!databaseServices(runbook.data).includes(mount.service)) return false;
	// The images' own places: /var/lib/postgresql from 18 on, …/data before; /var/lib/mysql.
	const places = ['/var/lib/postgresql', '/var/lib/mysql'];
	return places.some((place) => mount.target.startsWith(place)) || basename(mount.target) === 'data';
}
