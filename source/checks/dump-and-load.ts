import { nameOf } from '../survey/database-release.ts';
import type { DatabaseFact, Facts } from '../survey/facts.ts';
import type { Jump } from './database-version.ts';
import { composeCommand, hostCommand } from './shown.ts';

/** Why a database's major version is not changed by the way, and how it is changed by itself. */
export function dumpAndLoad(facts: Facts, { fact, from, to, image, tag }: Jump): string {
	const { service, runningImage } = fact;
	const others = facts.services.flatMap(({ name }) => (name === service ? [] : [name]));
	const file = `${service}-${from.major}.sql`;
	const { dump, load } = programs(fact, from.product, to.product);
	const steps = [
		...(others.length > 0 ? [composeCommand(facts, 'stop', ...others)] : []),
		`(umask 077; ${composeCommand(facts, 'exec', '-T', service, ...dump)} > ${file})`,
		composeCommand(facts, 'rm', '--stop', '--force', service),
		aside(fact, from.major),
		`name ${image} in the Compose file`,
		`${composeCommand(facts, 'up', '-d', service)}, and wait until it answers`,
		`${composeCommand(facts, 'exec', '-T', service, ...load)} < ${file}`,
		composeCommand(facts, 'up', '-d'),
	];
	const before =
		tag === undefined
			? `Name ${runningImage && runningImage !== image ? runningImage : `an image of ${nameOf(from)}`} in the Compose file again, and this upgrade may go on.`
			: 'Move the database first, by itself, and then come back to this upgrade.';
	const numbered = steps.map((step, index) => `${index + 1}. ${step}`).join(' ');
	return `${why(from.product, to)} ${before} The way to ${nameOf(to)} is to dump and load, while the app stands still and ${nameOf(from)} runs: ${numbered}. Keep the dump and the old data until the app is seen to be well.`;
}

function why(product: Jump['from']['product'], to: Jump['to']): string {
	if (product !== to.product) return `${to.product} does not read the files of ${product}.`;
	return product === 'PostgreSQL'
		? `${nameOf(to)} does not start on the files of another major version.`
		: `${nameOf(to)} changes the files so that the older server cannot read them: there would be no way back by version.`;
}

/** The data as it is stays, under another name. */
function aside({ data }: DatabaseFact, major: string): string {
	if (data && 'directory' in data)
		return hostCommand('mv', data.directory, `${data.directory.replace(/\/+$/, '')}-${major}`);
	return `name another volume for its data in the Compose file${data ? ` than ${data.volume}` : ''}`;
}

/** As they are run in the container, where a variable of it has the password. */
function programs(
	{ user, database }: DatabaseFact,
	from: Jump['from']['product'],
	to: Jump['to']['product'],
): { readonly dump: readonly string[]; readonly load: readonly string[] } {
	if (from === 'PostgreSQL')
		return { dump: ['pg_dumpall', '-U', user], load: ['psql', '-X', '-U', user, '-d', 'postgres'] };
	const asRoot = (call: string, ...words: readonly string[]): readonly string[] => [
		...['sh', '-c'],
		`MYSQL_PWD="\${MARIADB_ROOT_PASSWORD:-$MYSQL_ROOT_PASSWORD}" exec ${call} -u root "$@"`,
		...['sh', ...words],
	];
	const client = (product: string) => (product === 'MariaDB' ? 'mariadb' : 'mysql');
	return {
		dump: asRoot(
			from === 'MariaDB' ? 'mariadb-dump' : 'mysqldump',
			...['--single-transaction', '--routines', '--events', '--databases', database],
		),
		load: asRoot(client(to)),
	};
}
