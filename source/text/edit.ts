/** A text that was changed, or why it was not: what was expected, what was found, and what to do. */
export type Edit =
	| { readonly ok: true; readonly text: string }
	| { readonly ok: false; readonly problem: string };
