import { expect, test } from 'vitest';
import { notesHere } from '../../source/checks/asked-here.ts';
import { notesBetween } from '../../source/releases/read-changelog.ts';
import { inputFixture } from './input.ts';

test('each marked line has what is here of what it asks for, and no other line', () => {
	const text = [
		'## [0.1.10]',
		'### Upgrade notes',
		'- Requires PostgreSQL 19 or later',
		'- Set `MAIL_DOMAIN` in your environment file',
		'- The menu is faster',
	].join('\n\n');
	const environment = { files: [], missing: [], defaulted: [], names: ['MAIL_DOMAIN'] };
	const { facts } = inputFixture({ environment });
	const [section] = notesHere(
		notesBetween({ text, place: 'CHANGELOG.md' }, '0.1.9', '0.1.10'),
		facts,
	).sections;
	expect(section?.lines.map(({ here }) => here)).toEqual([
		undefined,
		['PostgreSQL 18 here, 19 asked'],
		['MAIL_DOMAIN is set here'],
		undefined,
	]);
});
