import type { ShownCommand } from '../docker/command.ts';
import type { Edit } from '../text/edit.ts';

/** One kind of place that a version stands in. All that varies between kinds stands behind this. */
export type PinKind = FilePin | CheckoutPin | LinkPin;

type EveryPin = {
	/** For people, e.g. `SPECIVO_VERSION in .env`. */
	readonly place: string;
	/** The change by hand. */
	readonly command: (from: string, to: string) => ShownCommand;
	/** Shows it. */
	readonly look: readonly [string, ...string[]];
	/** What stands there with a version, e.g. `SPECIVO_VERSION=0.1.9`. */
	readonly saying: (version: string) => string;
	/** What changes, e.g. `SPECIVO_VERSION in .env`. */
	readonly changes: string;
};

/** A line of a file. */
export type FilePin = EveryPin & {
	readonly kind: 'file';
	/** The file it stands in, relative to the stack's directory. */
	readonly file: string;
	/** The file with another version, no other byte changed. */
	readonly edit: (text: string, version: string) => Edit;
	/** With these Compose resolves another version while the file stays; undefined where nothing can do that. */
	readonly environment?: (version: string) => Readonly<Record<string, string>>;
};

/** The tag that is checked out; the images are built from it. */
export type CheckoutPin = EveryPin & {
	readonly kind: 'checkout';
	readonly tag: (version: string) => string;
};

/** A link to the directory that holds a version's build. */
export type LinkPin = EveryPin & { readonly kind: 'link' };
