import type { Mark } from '../changelog.ts';

/** A mark, and what it was set for: a word of the line, or the heading that it stands under. */
export type Reason = { readonly mark: Mark; readonly why: string };
