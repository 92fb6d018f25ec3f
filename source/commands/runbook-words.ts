/** What `lockkeeper runbook` is asked. */
export type RunbookAction =
	| { readonly action: 'validate'; readonly files: readonly string[] }
	| { readonly action: 'show' }
	| { readonly action: 'schema'; readonly of: 'runbook' | 'settings' };

/** What stands after `lockkeeper runbook`, or what is wrong with it. */
export function readRunbookWords(words: readonly string[]): RunbookAction | { readonly problem: string } {
	const [action = 'show', ...rest] = words;
	switch (action) {
		case 'validate':
			return { action, files: rest };
		case 'show':
			return rest.length > 0
				? { problem: `Expected nothing after runbook show, got “${rest.join(' ')}”.` }
				: { action };
		case 'schema': {
			const [of = 'runbook', ...more] = rest;
			return (of === 'runbook' || of === 'settings') && more.length === 0
				? { action, of }
				: { problem: `Expected runbook or settings after runbook schema, got “${rest.join(' ')}”.` };
		}
		default:
			return { problem: `Expected validate, show or schema after runbook, got “${action}”.` };
	}
}
