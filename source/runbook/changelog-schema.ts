// Where release notes are read, as a runbook names it.
import { z } from 'zod';
import { publicGitHub } from '../releases/github-source.ts';
import { address, withinStack } from './schema-words.ts';

/** Where the vendor's notes are read. */
export const changelogSource = z.union([
	/** A file, relative to the stack's directory; of a checkout, that of the target's tag. */
	z.strictObject({ file: withinStack }),
	/** A file inside of the target's image, once that is on this host: nothing of the image runs. */
	z.strictObject({
		image: z
			.string()
			.regex(/^\/[^\0]+$/, 'expected the path of a file inside of the image, with a slash before it'),
	}),
	/** The address of a file, which is read without signing in. */
	z.strictObject({ url: address }),
	z.strictObject({
		/** The notes of the releases of this repository, `owner/name`; a token is read from the environment, never from here. */
		github: z
			.string()
			.regex(
				/^(?!\.+\/)[\w.-]+\/(?!\.+$)[\w.-]+$/,
				'expected the owner and the name of a repository, as owner/name',
			),
		/** Where GitHub's API answers; of GitHub Enterprise Server `https://HOST/api/v3`. */
		api: address
			.refine((text) => !/[?#]/.test(text), { message: 'expected an address without a query' })
			.default(publicGitHub),
	}),
]);

export type ChangelogSource = z.infer<typeof changelogSource>;
