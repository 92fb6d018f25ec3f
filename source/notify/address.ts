/** Whether a webhook may be there: over TLS, or on this very host; a name and password have no place in it. */
export function isAllowedAddress(text: string): boolean {
	const url = URL.canParse(text) ? new URL(text) : undefined;
	if (url === undefined || url.username !== '' || url.password !== '') return false;
	return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
}

const isLoopback = (host: string) => host === 'localhost' || host === '[::1]' || /^127(\.\d+){3}$/.test(host);

/** What may be shown of an address: who has the whole can write there. */
export const shownAddress = (address: string): string =>
	URL.canParse(address) ? `${new URL(address).origin}/[hidden]` : '[hidden]';

/** Shorter than this a part of an address is a word like any other, and no key. */
const keyLength = 12;

/** The texts that give an address away: the whole, what stands behind the host, and each long part of that. */
export function secretsOfAddress(address: string): readonly string[] {
	if (!URL.canParse(address)) return [address];
	const { href, pathname, search, searchParams } = new URL(address);
	const parts = [`${pathname}${search}`, ...pathname.split('/'), ...searchParams.values()];
	return [address, href, ...parts.filter((part) => part.length >= keyLength)].sort(
		(one, other) => other.length - one.length,
	);
}
