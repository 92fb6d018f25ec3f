import type { Checkout } from '../git/checkout.ts';
import type { HostService } from '../host-service/host-service.ts';
import type { ManagedService } from '../managed/managed-service.ts';
import type { Changelog, PassedOver } from '../releases/changelog.ts';
import type { Runbook } from '../runbook/schema.ts';
import type { ChangedCollation, DatabaseRelease } from './database-release.ts';
import type { Comparison } from './new-variables/compare.ts';
import type { SchemaShape } from './schema/shape-changes.ts';

/** A probe's answer: what was found, or why it could not be told. */
export type Probe<T> =
	| { readonly ok: true; readonly value: T }
	| {
			readonly ok: false;
			readonly problem: string;
			/** True when the place was asked and answered that it is not there. */
			readonly absent?: true;
	  };

/** A line of the survey screen. */
export type FactLine = {
	/** Stable, so that a later line replaces an earlier one. */
	readonly id: string;
	readonly label: string;
	/** Undefined while the probe runs. */
	readonly value?: string;
	/** Set when the probe failed. */
	readonly problem?: string;
};

export type ServiceState =
	| 'healthy'
	| 'unhealthy'
	| 'starting'
	/** Running, and nothing tells whether it is well: neither healthy nor unhealthy. */
	| 'no check'
	| 'restarting'
	| 'exited'
	/** In the Compose file, and no container is there. */
	| 'missing';

export type ServiceFact = {
	/** The Compose service, not the container's name. */
	readonly name: string;
	readonly container?: string;
	/** As the resolved Compose file names it. */
	readonly image: string;
	/** The reference the running container was made from. */
	readonly runningImage?: string;
	/** `sha256:…` id of the running image. */
	readonly imageId?: string;
	/** `name@sha256:…` as pulled under its own name, else under the first it has; undefined for a local build. */
	readonly digest?: string;
	/** All of them, of every name. */
	readonly digests?: readonly string[];
	readonly state: ServiceState;
	/** Exit code while exited or restarting. */
	readonly exitCode?: number;
	readonly restarts: number;
	/** ISO 8601; undefined when never started. */
	readonly startedAt?: string;
	/** True when the runbook's version decides this service's image. */
	readonly app: boolean;
	/** True for a service that is meant to end with exit 0 (`restart: "no"`, not running). */
	readonly oneShot: boolean;
};

export type EngineFact = {
	readonly version: string;
	readonly composeVersion: string;
	/** `amd64`, `arm64`, …, in the registry's words. */
	readonly architecture: string;
	readonly rootDirectory: string;
	/** Base addresses the engine asks before Docker Hub. */
	readonly mirrors: readonly string[];
};

export type VersionFact = {
	/** Value of the pin as Compose resolves it; undefined when the pin is absent. */
	readonly pinned?: string;
	/** Tags of the running app services. */
	readonly running: Readonly<Record<string, string>>;
	/** The one version all app services run; undefined when mixed or floating. */
	readonly current?: string;
	/** Of one tag that moves, or a digest alone: which release it is. */
	readonly resolved?: Probe<ResolvedTag>;
	/** Where the pin stands, e.g. `SPECIVO_VERSION in .env`. */
	readonly pinPlace: string;
	/** What is checked out, where the version is a checkout's. */
	readonly checkout?: Probe<Checkout>;
};

/** A tag that moves, held against releases of the registry. */
export type ResolvedTag = {
	/** The one that has the same digest; undefined when none has. */
	readonly release?: string;
	/** How many were asked about. */
	readonly compared: number;
};

/** A tag of an image of this host, held against what the registry has under it. */
export type TagFact = {
	readonly reference: string;
	/** Whether the app runs it, or it is the target's. */
	readonly is: 'running' | 'target';
	/** `sha256:…` by which it came from the registry. */
	readonly here: string;
	/** Today's digest, and whether it is one image all the same, of this architecture. */
	readonly there: Probe<{ readonly digest: string; readonly same: boolean }>;
};

export type SchemaFact = {
	/** The database's revision; undefined for an empty database. */
	readonly current?: string;
	/** The newest revision the running image knows. */
	readonly head?: string;
	/** What the fingerprint was made of, where there is no revision. */
	readonly shape?: SchemaShape;
};

export type DataFact = {
	readonly id: string;
	readonly kind: 'postgres' | 'mariadb' | 'directory' | 'files' | 'sqlite' | 'volume' | 'script' | 'snapshot';
	/** For people, e.g. `database specivo` or `directory specivo-data`. */
	readonly label: string;
	/** Bytes to save; for a database its size on disk, for a vendor's script the newest file it wrote. */
	readonly bytes: number;
	/** Absolute path on the host; undefined for a database of a server and for a volume. */
	readonly path?: string;
	/** Entries of a directory or volume that would be archived; rows (estimated) of a database, of a SQLite one its file. */
	readonly items: number;
	readonly exists: boolean;
	/** Why it will not be saved, a clause: a vendor's script that cannot work here. */
	readonly skipped?: string;
};

/** One file system of the host that the upgrade writes to. */
export type DiskFact = {
	/** The path that was asked about. */
	readonly path: string;
	readonly purpose: 'restore points' | 'stack' | 'images';
	/** Device number: two paths with the same share their room. */
	readonly device: number;
	readonly freeBytes: number;
	readonly totalBytes: number;
};

export type EnvironmentFact = {
	/** Env files the runbook names, in order. */
	readonly files: readonly { readonly name: string; readonly exists: boolean; readonly problem?: string }[];
	/** Required variables that have no value, with the service that needs them. */
	readonly missing: readonly string[];
	/** Variables that have a default of the Compose file's in place of the operator's value. */
	readonly defaulted: readonly string[];
	/** All that have a value, in an env file or in a service of the Compose file; the values are left out. */
	readonly names?: readonly string[];
};

/** An env file held against the vendor's example of it. */
export type ComparedFile = {
	/** Both relative to the stack's directory; the example with the tag that it was read of. */
	readonly file: string;
	readonly example: string;
	readonly exists: boolean;
	readonly compared: Probe<Comparison>;
};

export type MountFact = {
	readonly service: string;
	readonly source: string;
	readonly target: string;
	readonly exists: boolean;
	readonly empty: boolean;
};

/** A database server that a service of the stack runs. */
export type DatabaseFact = {
	readonly service: string;
	readonly user: string;
	readonly database: string;
	/** As the resolved Compose file names it, and what it has; undefined when nothing tells. */
	readonly image: string;
	readonly release?: DatabaseRelease;
	/** The reference the running container was made from. */
	readonly runningImage?: string;
	/** What the data is of, and who says so, e.g. `PG_VERSION`; undefined when nothing tells. */
	readonly there?: DatabaseRelease & { readonly toldBy: string };
	/** Where it is: a key of the Compose file's volumes, or a directory of this host. */
	readonly data?: { readonly volume: string } | { readonly directory: string };
	/** Databases of the server whose text is sorted otherwise now. */
	readonly collations: readonly ChangedCollation[];
	/** What the Compose file of the target's tag names; absent until a target is looked at, and where there is no checkout. */
	readonly ofTarget?: { readonly image: string; readonly tag: string; readonly release?: DatabaseRelease };
};

/** A SQLite database as the app has it. */
export type SqliteFileFact = {
	/** Absolute on this host. */
	readonly path: string;
	/** Device and inode: which file it is, whatever its name. */
	readonly device: number;
	readonly inode: number;
	/** Whether a process has it open; false as well where the app may do without, or this user may not know. */
	readonly held: boolean;
	/** Tables that have a row. */
	readonly filled: readonly string[];
};

/** The backup directory as it is. */
export type BackupPlaceFact = {
	readonly path: string;
	readonly writable: boolean;
	/** Permission bits, e.g. 0o700; undefined while it does not exist yet. */
	readonly mode?: number;
	/** True when it lies inside a directory that is archived. */
	readonly insideData: boolean;
};

/** Where restore points are copied to, and what is there. */
export type OffHostFact =
	/** `declined`: lockkeeper.yaml says that none is wanted. */
	| { readonly is: 'not named' | 'declined' | 'not asked' }
	| {
			readonly is: 'named';
			/** As lockkeeper.yaml names it. */
			readonly at: string;
			/** The newest restore point on this host, by id; undefined when there is none. */
			readonly newestHere?: string;
			readonly there: Probe<{
				/** Ids of whole copies, oldest first. */
				readonly copies: readonly string[];
				/** What shares the disk with it: then it is no second place. */
				readonly sharesDiskWith?: string;
			}>;
	  };

/** Releases there are, and what the target needs. */
export type ReleasesFact = {
	/** Exact versions, oldest first, without `v`. */
	readonly versions: readonly string[];
	/** Others, which the source calls pre-releases although their versions do not say so: a target only by name. */
	readonly prereleases?: readonly string[];
	/** Where they were read. */
	readonly source: string;
	/** What the operator should know of the asking, a clause. */
	readonly note?: string;
	/** When each came out, ISO 8601, where the source tells. */
	readonly dates?: Readonly<Record<string, string>>;
};

export type LayerFact = {
	readonly digest: string;
	/** Compressed. */
	readonly bytes: number;
	/** Id of the layer on all those below it, as the engine knows them unpacked; undefined when the configuration was not read. */
	readonly chain?: string;
	/** Whether this host has it already, so that a pull leaves it out; undefined when nobody can tell. */
	readonly here?: boolean;
};

/** What an image says of itself, in its configuration: the publisher's word. */
export type ImageSays = {
	/** E.g. `linux/amd64`. */
	readonly platform: string;
	/** ISO 8601; undefined where it is not told. */
	readonly created?: string;
	/** Those of `org.opencontainers.image.*`, by the rest of their names; a base image's where the image has none of its own. */
	readonly labels: Readonly<Record<string, string>>;
};

export type TargetImageFact = {
	readonly reference: string;
	/** `sha256:…` of what the tag points at in the registry: an index of several architectures, or one manifest. */
	readonly digest: string;
	/** `sha256:…` by which this architecture's image is known as well: its manifest, its configuration. */
	readonly alsoKnownAs?: readonly string[];
	/** Compressed bytes of layers, each counted once. */
	readonly bytes: number;
	readonly layers: readonly LayerFact[];
	readonly says?: Probe<ImageSays>;
};

/** All that was found out about stack and host. */
export type Facts = {
	/** ISO 8601. */
	readonly at: string;
	readonly app: string;
	readonly runbook: Runbook;
	/** The Compose project's name. */
	readonly stack: string;
	readonly directory: string;
	/** Env files that exist, in Compose's order. */
	readonly envFiles: readonly string[];
	/** Files that services have variables from and that exist, relative to the directory, where images are built from a checkout. */
	readonly serviceEnvFiles?: readonly string[];
	/** Absolute path of the main Compose file; of an app without containers, of its lockkeeper.yaml. */
	readonly composeFile: string;
	/** Set for an app without containers here. */
	readonly service?: HostService | ManagedService;
	/** sha256 of Compose file and env files together: tells an edit between survey and act. */
	readonly configDigest: string;
	readonly engine: EngineFact;
	readonly services: readonly ServiceFact[];
	/** Services beside the app's that ran when an interrupted run began, and have ended since. */
	readonly fallen?: readonly string[];
	readonly version: VersionFact;
	readonly schema: Probe<SchemaFact>;
	readonly data: readonly Probe<DataFact>[];
	readonly disks: readonly Probe<DiskFact>[];
	readonly environment: EnvironmentFact;
	/** Env files against their examples, as the target has them; absent until a target is looked at. */
	readonly newVariables?: readonly ComparedFile[];
	readonly mounts: readonly MountFact[];
	readonly sqlite: readonly SqliteFileFact[];
	/** Servers of the stack; absent when a restore point alone is asked for. */
	readonly databases?: readonly DatabaseFact[];
	readonly backupPlace: BackupPlaceFact;
	readonly offHost: OffHostFact;
	readonly releases: Probe<ReleasesFact>;
	/** Of the version asked for; undefined when none was. */
	readonly targetImages?: Probe<readonly TargetImageFact[]>;
	/** Tags of the app's images that are here; absent when a restore point alone is asked for. */
	readonly tags?: readonly TagFact[];
	/** Notes on the way to the version asked for, of the source that tells most; a problem when no source has any. */
	readonly changelog: ChangelogFact;
};

export type ChangelogFact = Probe<Changelog> & {
	/** The other sources that were tried, in their order. */
	readonly passedOver?: readonly PassedOver[];
};
