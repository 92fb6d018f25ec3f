import { formatBytes } from '../text/bytes.ts';
import { inWords } from '../text/list.ts';
import type { WayBack } from './ways-back.ts';

/** Whether the images of a version can be started with. */
export type ImageState =
	| { readonly is: 'here' }
	/** Not all are on this host; the others are to be had. */
	| {
			readonly is: 'to pull';
			/** Of each that is gone, by the digest that ran, where that is known and there; else by its tag. */
			readonly references: readonly string[];
			/** Of its layers, compressed; 0 when nobody can tell. */
			readonly bytes: number;
			/** True when a tag is another image now than the one that ran. */
			readonly moved?: true;
	  }
	/** Gone from this host, and not to be had: the whole reason, a clause. */
	| { readonly is: 'gone'; readonly problem: string };

/** Bytes a second, an estimate, and what a pull takes besides. Milliseconds. */
const rate = 10e6;
const fixed = 3000;

/** Milliseconds until it can be started; 0 when it is here. */
export const pullTakes = (image: ImageState): number =>
	image.is === 'to pull' ? fixed + Math.round((image.bytes / rate) * 1000) : 0;

/** Why the version cannot be started, a clause; undefined when it can. */
export const goneClause = (image: ImageState): string | undefined =>
	image.is === 'gone' ? image.problem : undefined;

/** What a way back does about it first. */
export function pulledFirst(image: ImageState, changes: string): Pick<WayBack, 'changes' | 'pull'> {
	if (image.is !== 'to pull') return { changes };
	const size = image.bytes > 0 ? `, ${formatBytes(image.bytes)},` : '';
	const other = image.moved ? ' (another image now than the one that ran)' : '';
	const one = image.references.length === 1;
	return {
		pull: image.references,
		changes: `${one ? 'its image is' : 'images of it are'} gone from this host: first ${inWords(image.references)}${other} ${one ? 'is' : 'are'} pulled${size} while what runs goes on. Then ${changes}`,
	};
}
