import { type DatabaseRelease, nameOf, readsFilesOf } from '../survey/database-release.ts';
import type { DatabaseFact } from '../survey/facts.ts';
import { inWords } from '../text/list.ts';
import { defineCheck } from './check.ts';
import { dumpAndLoad } from './dump-and-load.ts';
import { composeCommand } from './shown.ts';

/**
 * Fails when the Compose file, or the target's, names another major version than the one the data is of: no step of an
 * upgrade converts a database. A changed order of text in it warns: its indexes no longer fit.
 */
export const databaseVersion = defineCheck('database-version', 'Database version', ({ facts }) => {
	const { databases = [] } = facts;
	if (databases.length === 0)
		return { outcome: 'skip', evidence: 'no service of the stack runs a database server that is known' };
	const services = [...new Set(databases.map(({ service }) => service))];
	const command = `${composeCommand(facts, 'images', ...services)} && ${composeCommand(facts, 'config', '--images', ...services)}`;
	const jumps = onceEach(databases).flatMap((fact) => jumpOf(fact) ?? []);
	const [jump] = jumps;
	if (jump) {
		const evidence = inWords(jumps.map(({ says }) => says));
		return { outcome: 'fail', evidence, command, advice: dumpAndLoad(facts, jump) };
	}
	const collations = onceEach(databases).flatMap((fact) =>
		fact.collations.map((collation) => ({ fact, ...collation })),
	);
	if (collations.length > 0) {
		const which = collations.map(
			({ database, had, has }) => `${database} was sorted by version ${had}, and the server has ${has}`,
		);
		const mend = collations.map(({ fact: { service, user }, database }) => {
			const name = `"${database.replaceAll('"', '""')}"`;
			return composeCommand(
				facts,
				...['exec', '-T', service, 'psql', '-X', '-U', user, '-d', database],
				...['-c', `REINDEX DATABASE ${name}`, '-c', `ALTER DATABASE ${name} REFRESH COLLATION VERSION`],
			);
		});
		return {
			outcome: 'warn',
			evidence: `collation: ${which.join('; ')}`,
			command,
			advice: `The order of text has changed under the indexes: a search may miss rows, and a unique index let two of the same in. Build them again, which keeps writes waiting: ${mend.join(' && ')}.`,
		};
	}
	const untold = databases.filter(
		({ release, image, runningImage }) => !release && runningImage !== undefined && image !== runningImage,
	);
	if (untold.length > 0) {
		const which = untold.map(({ service, image }) => `${service}, whose image is to be ${image}`);
		return {
			outcome: 'warn',
			evidence: `no version is told for ${inWords(which)}`,
			command,
			advice: `See that it is of the major version that runs (${inWords(databases.map(inShort))}) before you go on: no step of the upgrade converts a database.`,
		};
	}
	return { outcome: 'pass', evidence: inWords(onceEach(databases).map(inShort)), command };
});

/** A server with several databases is spoken of once. */
const onceEach = (databases: readonly DatabaseFact[]) => [
	...new Map(databases.map((fact) => [fact.service, fact])).values(),
];

/** A major version that is to be another, and where that is said. */
export type Jump = {
	readonly fact: DatabaseFact;
	readonly from: DatabaseRelease;
	readonly to: DatabaseRelease;
	/** The new one's image. */
	readonly image: string;
	/** The tag whose Compose file says so; undefined: the stack's own says it. */
	readonly tag?: string;
	readonly says: string;
};

function jumpOf(fact: DatabaseFact): Jump | undefined {
	const { there, release, image, ofTarget, service } = fact;
	if (!there) return undefined;
	const data = `the data of ${service} is of ${nameOf(there)} (${there.toldBy})`;
	if (release && !readsFilesOf(release, there)) {
		const says = `${data}, and the Compose file names ${image}, which is ${nameOf(release)}`;
		return { fact, from: there, to: release, image, says };
	}
	const { release: later, tag } = ofTarget ?? {};
	if (!ofTarget || !later || readsFilesOf(later, there)) return undefined;
	const says = `${data}, and the Compose file of ${tag} names ${ofTarget.image}, which is ${nameOf(later)}`;
	return { fact, from: there, to: later, image: ofTarget.image, tag: ofTarget.tag, says };
}

function inShort({ service, there, image, release }: DatabaseFact): string {
	const data = there ? `data of ${nameOf(there)} (${there.toldBy})` : 'data of an unknown version';
	return `${service} has ${data}, and ${image} ${release ? `is ${nameOf(release)}` : 'does not tell its version'}`;
}
