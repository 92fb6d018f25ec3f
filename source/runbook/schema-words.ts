import { z } from 'zod';

/** A word or text that is not empty. */
export const name = z.string().min(1);

export const variable = z.string().regex(/^[A-Za-z_]\w*$/, 'expected the name of a variable, without a $');

export const withinStack = z
	.string()
	.min(1)
	.refine((path) => !/^\/|(?:^|\/)\.\.(?:\/|$)/.test(path), {
		message: 'expected a path inside the stack’s directory, without a slash before it and without `..`',
	});

export const address = z.string().refine(isPublicAddress, {
	message: 'expected an address that begins with https:// or http://, without a name and password in it',
});

function isPublicAddress(text: string): boolean {
	const url = URL.canParse(text) ? new URL(text) : undefined;
	return url !== undefined && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
}
