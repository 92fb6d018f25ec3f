/** What is to be seen of a stack from outside; Lockkeeper is not asked. */
export type WorldState = {
	/** In `.env`. */
	readonly pinned: string;
	readonly services: Readonly<Record<string, ServiceState>>;
	/** HTTP status of the start page, and the state that the health page tells; what went wrong otherwise. */
	readonly answers: string;
	/** Checksum of each table's rows; undefined when the database does not answer. */
	readonly tables: Readonly<Record<string, string>> | undefined;
	readonly revision: string | undefined;
	/** sha256 of each file of the data and of the configuration, the pin itself left out. */
	readonly files: Readonly<Record<string, string>>;
};

export type ServiceState = { readonly image: string; readonly state: string; readonly health: string };

/** A version with its data, as it has to be found again. */
export type Wanted = {
	readonly version: string;
	readonly tables: Readonly<Record<string, string>>;
	readonly revision: string;
	readonly files: Readonly<Record<string, string>>;
};

/** Services whose image the version decides. */
const appServices = ['api', 'celery-beat', 'celery-worker'];
const otherServices = ['db', 'nginx', 'redis'];
/** Those whose health is checked. */
const checkedServices = ['api', 'db', 'redis'];

/** Where a stack is not what is wanted, a clause each; none when it is: pinned, running, serving, every row and file there. */
export function differences(world: WorldState, wanted: Wanted): readonly string[] {
	const found: string[] = [];
	const compare = (what: string, is: unknown, should: unknown) => {
		if (is !== should) found.push(`${what} is ${is ?? 'not there'} instead of ${should ?? 'not there'}`);
	};
	compare('the pin', world.pinned, wanted.version);
	for (const name of [...appServices, ...otherServices]) {
		const service = world.services[name];
		if (appServices.includes(name))
			compare(`the image of ${name}`, service?.image, `specivo/specivo:${wanted.version}`);
		compare(`the state of ${name}`, service?.state, 'running');
		if (checkedServices.includes(name)) compare(`the health of ${name}`, service?.health, 'healthy');
	}
	compare('the answer', world.answers, '302, ok');
	compare('the schema revision', world.revision, wanted.revision);
	compareAll('table', world.tables ?? {}, wanted.tables, compare);
	compareAll('file', world.files, wanted.files, compare);
	return found;
}

function compareAll(
	what: string,
	is: Readonly<Record<string, string>>,
	should: Readonly<Record<string, string>>,
	compare: (what: string, is: unknown, should: unknown) => void,
): void {
	for (const name of new Set([...Object.keys(is), ...Object.keys(should)]))
		compare(`${what} ${name}`, is[name]?.slice(0, 12), should[name]?.slice(0, 12));
}

/** The two states in which a run may end. */
export type Ends = { readonly old: Wanted; readonly new?: Wanted };
export type Verdict =
	| { readonly is: 'a' | 'b' }
	/** Neither: what differs from each. */
	| { readonly is: 'neither'; readonly from: readonly string[] };

/** (a) the old version with all its data, (b) the new one, or neither. */
export function judge(world: WorldState, ends: Ends): Verdict {
	const old = differences(world, ends.old);
	if (old.length === 0) return { is: 'a' };
	const forward = ends.new && differences(world, ends.new);
	if (forward?.length === 0) return { is: 'b' };
	const said = (wanted: Wanted, all: readonly string[]) =>
		`against ${wanted.version}: ${all.slice(0, 6).join('; ')}${all.length > 6 ? `; ${all.length - 6} more` : ''}`;
	return {
		is: 'neither',
		from: [said(ends.old, old), ...(ends.new && forward ? [said(ends.new, forward)] : [])],
	};
}
