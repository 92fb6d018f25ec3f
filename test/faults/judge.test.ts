import { describe, expect, test } from 'vitest';
import { differences, judge, type Wanted, type WorldState } from './judge.ts';

const files = { 'attachments/one': 'aaaa', '.env': 'bbbb' };
const old: Wanted = {
	version: '0.1.9',
	revision: '0020',
	tables: { issues: '1111', accounts: '2222' },
	files,
};
const forward: Wanted = {
	...old,
	version: '0.2.0',
	revision: '0023',
	tables: { issues: '3333', accounts: '2222' },
};

const app = (version: string) => ({
	image: `specivo/specivo:${version}`,
	state: 'running',
	health: 'healthy',
});
const other = { image: 'other', state: 'running', health: 'healthy' };
/** A stack that is all well on a version. */
const well = ({ version, revision, tables }: Wanted): WorldState => ({
	pinned: version,
	services: {
		...{ api: app(version), 'celery-beat': app(version), 'celery-worker': app(version) },
		...{ db: other, redis: other, nginx: other },
	},
	answers: '302, ok',
	...{ revision, tables, files },
});
const ends = { old, new: forward };

test('the old version with all its data is (a), the new one (b)', () => {
	expect(judge(well(old), ends)).toEqual({ is: 'a' });
	expect(judge(well(forward), ends)).toEqual({ is: 'b' });
});

test('without a new version that may stay, it is neither', () => {
	expect(judge(well(forward), { old })).toMatchObject({ is: 'neither' });
});

describe('neither, and it says why', () => {
	const change = (changes: Partial<WorldState>): WorldState => ({ ...well(old), ...changes });
	test.each<[string, WorldState, string]>([
		['another pin', change({ pinned: '0.2.0' }), 'the pin is 0.2.0'],
		[
			'a service of the new version',
			change({ services: { ...well(old).services, api: app('0.2.0') } }),
			'the image of api',
		],
		[
			'a service that is gone',
			change({ services: { ...well(old).services, 'celery-beat': undefined as never } }),
			'the state of celery-beat',
		],
		[
			'a proxy that stands',
			change({ services: { ...well(old).services, nginx: { ...other, state: 'exited' } } }),
			'the state of nginx is exited',
		],
		[
			'a service that is ill',
			change({ services: { ...well(old).services, db: { ...other, health: 'unhealthy' } } }),
			'the health of db',
		],
		['an answer that is degraded', change({ answers: '302, degraded' }), 'the answer is 302, degraded'],
		['a schema that moved', change({ revision: '0021' }), 'the schema revision is 0021'],
		['a row that differs', change({ tables: { ...old.tables, issues: '9999' } }), 'table issues is 9999'],
		['a table that is gone', change({ tables: { issues: '1111' } }), 'table accounts is not there'],
		[
			'a table too many',
			change({ tables: { ...old.tables, tags: '1' } }),
			'table tags is 1 instead of not there',
		],
		[
			'a database that does not answer',
			change({ tables: undefined, revision: undefined }),
			'table issues is not there',
		],
		[
			'a file that differs',
			change({ files: { ...files, 'attachments/one': 'cccc' } }),
			'file attachments/one',
		],
		['a file that is gone', change({ files: { '.env': 'bbbb' } }), 'file attachments/one is not there'],
		['a file too many', change({ files: { ...files, rest: 'd' } }), 'file rest is d'],
	])('%s', (_name, world, why) => {
		expect(differences(world, old).join('\n')).toContain(why);
		const verdict = judge(world, ends);
		expect(verdict.is).toBe('neither');
		expect(verdict.is === 'neither' && verdict.from).toHaveLength(2);
	});

	test('the new version with the old one’s rows', () => {
		expect(judge({ ...well(forward), tables: old.tables }, ends).is).toBe('neither');
	});
});
