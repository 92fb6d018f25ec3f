import { OperatorError } from '../host/errors.ts';

/**
 * The one that a word means: its id, a beginning that only one has, or `newest`.
 * @param ids oldest first @param noun what they are of, e.g. `a run`
 * @throws OperatorError (exit 2) with what there is
 */
export function chooseId(word: string, ids: readonly string[], noun: string): string {
	if (ids.includes(word)) return word;
	const found = word === 'newest' ? ids.slice(-1) : ids.filter((id) => id.startsWith(word));
	const [only, ...others] = found;
	if (only !== undefined && others.length === 0) return only;
	throw new OperatorError(
		only === undefined
			? `Expected the id of ${noun}, its beginning, or “newest”, got “${word}”.`
			: `“${word}” is the beginning of ${found.length} ids: ${shown(found)}.`,
		{ exit: 2, advice: [`There are: ${shown(ids) || 'none'}.`, 'Nothing was changed.'] },
	);
}

/** The newest ones, where there are many. */
const shown = (ids: readonly string[]) =>
	ids.length > 20 ? `${ids.slice(-20).join(', ')}, and ${ids.length - 20} older` : ids.join(', ');
