import type { NoteLine, ReleaseNotes } from '../releases/changelog.ts';
import { products } from '../releases/marks/products.ts';
import { variablesIn } from '../releases/marks.ts';
import { isMet, type MinimumVersion, minimumVersionsIn } from '../releases/minimum-versions.ts';
import { repositoryOf, tagOf } from '../runbook/detect.ts';
import type { Facts } from '../survey/facts.ts';

/** A version that the notes ask for, held against what is here. */
export type AskedVersion = {
	readonly asked: MinimumVersion;
	readonly met: boolean | 'unknown';
	/** A clause, e.g. `PostgreSQL 16.2 here, 15 asked`. */
	readonly says: string;
};

/** A variable that the notes call new or changed. */
export type AskedVariable = { readonly name: string; readonly line: string; readonly set: boolean };

/** What lines of the notes ask for, each thing once. */
export function askedVersions(lines: readonly NoteLine[], facts: Facts): readonly AskedVersion[] {
	const compared = minimumVersionsIn(lines).flatMap((asked): readonly AskedVersion[] => {
		const { name = asked.what } = products.find(({ what }) => what === asked.what) ?? {};
		const wish = `${asked.is === 'newer than' ? 'newer than ' : ''}${asked.version} asked`;
		const here = versionsHere(asked.what, facts);
		if (here.length === 0) return [{ asked, met: 'unknown', says: `${name} ${wish}, none known here` }];
		return here.map(({ version, service }) => {
			const met = isMet(asked, version);
			const of = here.length > 1 && service ? ` of ${service}` : '';
			const doubt = met === 'unknown' ? ', which does not tell whether it is enough' : '';
			return { asked, met, says: `${name} ${version}${of} here, ${wish}${doubt}` };
		});
	});
	return [...new Map(compared.map((each) => [each.says, each])).values()];
}

/** Empty where it is not known which variables there are. */
export function askedVariables(lines: readonly NoteLine[], facts: Facts): readonly AskedVariable[] {
	const { names } = facts.environment;
	if (names === undefined) return [];
	const found = lines
		.filter(({ marks }) => marks.includes('new variable') || marks.includes('changed variable'))
		.flatMap(({ text }) =>
			variablesIn(text).map((name) => ({ name, line: text, set: names.includes(name) })),
		);
	return [...new Map(found.map((each) => [each.name, each])).values()];
}

/** The notes, each line with what is here of what it asks for. */
export const notesHere = (notes: ReleaseNotes, facts: Facts): ReleaseNotes => ({
	...notes,
	sections: notes.sections.map((section) => {
		const versions = askedVersions(section.lines, facts);
		return { ...section, lines: section.lines.map((line) => withHere(line, versions, facts)) };
	}),
});

function withHere(line: NoteLine, versions: readonly AskedVersion[], facts: Facts): NoteLine {
	if (line.marks.length === 0) return line;
	const here = [
		...versions.filter(({ asked }) => asked.line === line.text.trim()).map(({ says }) => says),
		...askedVariables([line], facts).map(({ name, set }) => `${name} is ${set ? '' : 'not '}set here`),
	];
	return here.length === 0 ? line : { ...line, here };
}

type Here = { readonly version: string; readonly service?: string };

/** Empty when nothing tells: another product, none of this stack, or an image whose tag is no version. */
function versionsHere(what: string, { engine, service, databases = [], services }: Facts): readonly Here[] {
	if (what === 'docker') return service ? [] : [{ version: engine.version }];
	if (what === 'compose') return service ? [] : [{ version: engine.composeVersion }];
	const product = servers[what];
	if (product !== undefined) {
		const found = databases.flatMap(
			({ service: name, there, release, runningImage, image }): readonly Here[] => {
				const { product: is, major } = there ?? release ?? {};
				if (is !== product || major === undefined) return [];
				const tagged = numbersOf(tagOf(runningImage ?? image));
				return [{ version: tagged?.startsWith(`${major}.`) ? tagged : major, service: name }];
			},
		);
		return [...new Map(found.map((each) => [each.service, each])).values()];
	}
	return services.flatMap(({ name, image, runningImage }) => {
		const reference = runningImage ?? image;
		const version = numbersOf(tagOf(reference));
		const repository = repositoryOf(reference).split('/').at(-1) ?? '';
		return version !== undefined && images[what]?.test(repository) ? [{ version, service: name }] : [];
	});
}

const numbersOf = (tag: string | undefined) => /^v?(\d+(?:\.\d+)*)/.exec(tag ?? '')?.[1];

const servers: Readonly<Record<string, string>> = {
	postgres: 'PostgreSQL',
	mariadb: 'MariaDB',
	mysql: 'MySQL',
};

/** The last part of an image's name, of services whose version their tag tells. */
const images: Readonly<Record<string, RegExp>> = {
	redis: /^redis$/,
	valkey: /^valkey$/,
	mongodb: /^mongo(?:db)?$/,
	elasticsearch: /^elasticsearch$/,
	opensearch: /^opensearch$/,
	clickhouse: /^clickhouse(?:-server)?$/,
	rabbitmq: /^rabbitmq$/,
	memcached: /^memcached$/,
	nginx: /^nginx$/,
	traefik: /^traefik$/,
};
