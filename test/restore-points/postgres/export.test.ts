import { expect, test } from 'vitest';
import { postgresWords } from '../../../source/restore-points/postgres/export.ts';
import type { PostgresPart } from '../../../source/restore-points/postgres/part.ts';

const part: PostgresPart = {
	kind: 'postgres',
	artifacts: [],
	service: 'db',
	user: 'specivo',
	database: 'specivo',
	server: '17.2',
	tables: [],
	settings: {
		owner: 'specivo',
		encoding: 'UTF8',
		collate: 'C',
		ctype: 'C',
		parameters: [{ role: null, setting: 'work_mem=8MB' }],
	},
	roles: [],
	bootstrap: 'specivo',
	preload: '',
	objects: {},
	secondaryIndexes: [],
	tableBytes: 0,
	secondaryIndexBytes: 0,
};

test('roles first, then an empty database like the old one, the dump with errors fatal, and its settings', () => {
	const { commands } = postgresWords(part, { dump: 'a b.dump', globals: 'globals-db.sql' }, '/backups/p');
	expect(commands).toEqual([
		'psql -X -U specivo -d postgres < globals-db.sql',
		`psql -X -U specivo -d postgres -v ON_ERROR_STOP=1 -c 'CREATE DATABASE "specivo" OWNER "specivo" TEMPLATE template0 ENCODING '\\''UTF8'\\'' LC_COLLATE '\\''C'\\'' LC_CTYPE '\\''C'\\'';'`,
		`pg_restore --exit-on-error -U specivo -d specivo < 'a b.dump'`,
		`psql -X -U specivo -d postgres -v ON_ERROR_STOP=1 -c 'ALTER DATABASE "specivo" SET "work_mem" TO '\\''8MB'\\'';'`,
	]);
});

test('without globals the README says that the roles come first', () => {
	const { text, commands } = postgresWords(part, { dump: 'a.dump', globals: undefined }, '/backups/p');
	expect(text).toContain('Roles and globals were not saved: create the roles first.');
	expect(commands[0]).toContain('CREATE DATABASE');
});

test('a restore point of a physical copy alone has no command, and says where the copy lies', () => {
	const physical = { directory: 'physical-db', files: 1, bytes: 1, unlogged: [], manifestSha256: '' };
	const { text, commands } = postgresWords(
		{ ...part, physical },
		{ dump: undefined, globals: undefined },
		'/backups/p',
	);
	expect(commands).toEqual([]);
	expect(text.join('\n')).toContain('/backups/p/physical-db');
	expect(text[0]).toBe('There is no dump in this restore point, only a physical copy.');
});
