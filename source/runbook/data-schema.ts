// Kinds of data that a restore point holds, as a runbook names them.
import { z } from 'zod';
import { name, variable } from './schema-words.ts';

export const postgres = z.strictObject({
	postgres: z.strictObject({
		/** Compose service that runs the server. */
		service: name,
		/** `$NAME` is what Compose resolves for that service or project. */
		user: name,
		database: name,
	}),
});

/** A server that no service of the stack runs. */
export const postgresByUrl = z.strictObject({
	postgres: z.strictObject({
		/** The variable that holds the URL, as the service that uses it sees it: never the URL itself. */
		url: z.string().regex(/^\$\w+$/, 'name the variable that holds it, as $DATABASE_URL'),
		/** Compose service that uses it: the server is reached from its networks. */
		usedBy: name,
		/** An image on this host with PostgreSQL's programs, of the server's major version or a newer one. */
		image: name,
	}),
});

export const mariadb = z.strictObject({
	mariadb: z.strictObject({
		/** Compose service that runs the server, MariaDB or MySQL. */
		service: name,
		/** `$NAME` is what Compose resolves for that service or project. */
		user: name,
		database: name,
		/** The variable of the service's container that has it, or its `_FILE`: never the password itself. */
		password: z
			.string()
			.regex(/^\$\w+$/, 'name the variable that holds it, as $MARIADB_PASSWORD')
			.optional(),
	}),
});

export const directory = z.strictObject({
	directory: z.strictObject({
		/** Relative to the stack's directory; `$NAME` is resolved first. */
		path: name,
		/** Top-level entries that are left out, e.g. a live database's files. */
		except: z.array(name).default([]),
	}),
});

export const sqlite = z.strictObject({
	sqlite: z
		.strictObject({
			/** Relative to the stack's directory, or to the volume; `$NAME` is resolved first. */
			path: name,
			/** Key of a volume in the Compose file, when the database lies in one. */
			volume: name.optional(),
			/** True for an app that has it open for as long as it runs: one that has not uses another. */
			keptOpen: z.boolean().optional(),
		})
		.refine(({ path, volume }) => volume === undefined || !/^\/|(?:^|\/)\.\.(?:\/|$)/.test(path), {
			path: ['path'],
			message: 'expected a path inside the volume, without a slash before it and without `..`',
		}),
});

export const volume = z.strictObject({
	volume: z.strictObject({
		/** Key in the Compose file; the name for the engine is what Compose makes of it. */
		name,
		/** Services that are stopped while it is read: a database of theirs lies in it, which nobody can dump. */
		stopped: z.array(name).min(1).optional(),
		/** Top-level entries that are left out, e.g. a live database's files. */
		except: z.array(name).default([]),
	}),
});

export const script = z.strictObject({
	/** The vendor's own backup script; where it cannot work it is not run, and a warning says why. */
	script: z.strictObject({
		/**
		 * Program and arguments, run in the stack's directory without a shell; a program with a slash is relative to
		 * that directory. No variable is resolved: an argument list is no place for a secret.
		 */
		run: z
			.array(name)
			.min(1)
			.refine((words) => !words.some((word) => /\$\{?[A-Za-z_]/.test(word)), {
				message: 'expected arguments without a $NAME: name the variable under `needs`, and the script has it',
			}),
		/** Directory relative to the stack's; `$NAME` is resolved first. What is new in it afterwards is copied. */
		writes: name,
		needs: z
			.strictObject({
				/** Programs on PATH. */
				programs: z.array(name).default([]),
				/** Names of variables that it is given, with what Compose resolves for the project. */
				variables: z.array(variable).default([]),
			})
			.default({ programs: [], variables: [] }),
	}),
});

export const snapshot = z.strictObject({
	/** A volume on the platform, by where the app's machine has it. */
	snapshot: z.strictObject({ path: name }),
});

export const files = z.strictObject({ files: z.array(name).min(1) });
