import { expect, test } from 'vitest';
import { obstacle } from '../../../source/restore-points/script/obstacle.ts';

const needs = { program: './backup.sh', programs: ['pg_dump', 'gzip'], variables: ['DATABASE_URL', 'TOKEN'] };
const all = ['./backup.sh', 'pg_dump', 'gzip', 'DATABASE_URL', 'TOKEN'];

test.each<[string, readonly string[], string | undefined]>([
	['nothing is missing', [], undefined],
	['a program is', ['pg_dump'], 'pg_dump is not on PATH'],
	['two programs are', ['pg_dump', 'gzip'], 'pg_dump and gzip are not on PATH'],
	['a variable is', ['TOKEN'], 'TOKEN has no value'],
	['two variables are', ['TOKEN', 'DATABASE_URL'], 'DATABASE_URL and TOKEN have no value'],
	['the script is', ['./backup.sh'], './backup.sh is not there, or may not be run'],
	['more than one thing is', ['gzip', 'TOKEN'], 'gzip is not on PATH and TOKEN has no value'],
])('when %s', (_condition, missing, expected) => {
	const has = (name: string) => all.includes(name) && !missing.includes(name);
	expect(obstacle(needs, has, has)).toBe(expected);
});
