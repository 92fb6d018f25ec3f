import { expect, test } from 'vitest';
import { withoutEntries } from '../../../source/restore-points/postgres/dump-list.ts';
import { unexpectedErrors } from '../../../source/restore-points/postgres/globals-errors.ts';

const list = [
	';',
	'; Archive created at 2026-11-24 15:00:00 UTC',
	'217; 1259 16385 TABLE public issues specivo',
	'3401; 0 16385 TABLE DATA public issues specivo',
	'3250; 2606 16391 CONSTRAINT public issues issues_pkey specivo',
	'3251; 1259 16392 INDEX public issues_title_idx specivo',
	'3252; 1259 16393 INDEX public with space idx specivo',
	'3253; 0 0 INDEX ATTACH public events_pkey ',
].join('\n');

test('only the entries of the named indexes are left out', () => {
	expect(withoutEntries(list, [16392, 16393]).split('\n')).toEqual([
		...list.split('\n').slice(0, 5),
		'3253; 0 0 INDEX ATTACH public events_pkey ',
	]);
});

test('an id that is not an index’s leaves its entry in', () => {
	expect(withoutEntries(list, [16385, 16391, 0])).toBe(list);
});

test('of a load of globals only the first role and missing tablespaces are expected', () => {
	expect(
		unexpectedErrors(
			'psql:<stdin>:9: ERROR:  directory "/mnt/fast" does not exist for tablespace\nNOTICE:  x\nERROR:  role "specivo" already exists\nERROR:  role "other" already exists\nERROR:  permission denied to create role',
			'specivo',
		),
	).toEqual(['ERROR:  role "other" already exists', 'ERROR:  permission denied to create role']);
});
