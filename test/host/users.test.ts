import { expect, test } from 'vitest';
import { userName } from '../../source/host/users.ts';

test('a user is named, and one without a name by number', () => {
	expect(userName(0)).toBe('root');
	expect(userName(51_234)).toBe('user 51234');
});
