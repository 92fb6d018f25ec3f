import { expect, test } from 'vitest';
import { marksOf } from '../../source/releases/marks.ts';

test.each([
	['Search results are ordered by relevance instead of by date', 'Changed', ['breaking']],
	['The api no longer returns `legacy_reference`', 'Fixed', ['breaking', 'removed']],
	['Two pages have to be renamed', 'Fixed', ['breaking']],
	['anything', 'BREAKING CHANGES', ['breaking']],
	['anything', '⚠ Breaking', ['breaking']],
	['Import of spreadsheets', 'Removed', ['removed']],
	['Support for Python 3.9 was dropped', 'Internal', ['removed', 'minimum version']],
	['Migrations 0017–0018', 'Internal', ['migration']],
	['the column issues.legacy is dropped', 'Internal', ['deletes data', 'migration']],
	['Projects have a schema of colours', 'Added', []],
	['`alembic upgrade head` runs at every start', 'Internal', ['migration']],
	['New variable RECURRING_INTERVAL_SECONDS', 'Fixed', ['new variable']],
	['SMTP_HOST and SMTP_PORT', 'Added', ['new variable']],
	['Set SMTP_HOST to send mail', 'Security', ['new variable']],
	['Session signatures are derived from SECRET_KEY alone', 'Security', []],
	['LEGACY_MODE, which required a restart', 'Removed', ['removed', 'changed variable']],
	['The HTTP and SMTP clients are faster', 'Added', []],
	['Vegetables and constables', 'Added', []],
	['Interface in French and Spanish', 'Added', []],
	['', '', []],
])('“%s” under “%s” is marked %j', (text, category, marks) => {
	expect(marksOf(text, category)).toEqual(marks);
});
