import { z } from 'zod';
import { publicGitHub } from '../releases/github-source.ts';
import { isExactVersion, isRange } from '../releases/versions.ts';
import { placeholders, unknownPlaceholder } from '../text/announcement.ts';

const name = z.string().min(1);

const postgres = z.strictObject({
	postgres: z.strictObject({
		/** Compose service that runs the server. */
		service: name,
		/** `$NAME` is what Compose resolves for that service or project. */
		user: name,
		database: name,
	}),
});

/** A server that no service of the stack runs. */
const postgresByUrl = z.strictObject({
	postgres: z.strictObject({
		/** The variable that holds the URL, as the service that uses it sees it: never the URL itself. */
		url: z.string().regex(/^\$\w+$/, 'name the variable that holds it, as $DATABASE_URL'),
		/** Compose service that uses it: the server is reached from its networks. */
		usedBy: name,
		/** An image on this host with PostgreSQL's programs, of the server's major version or a newer one. */
		image: name,
	}),
});

const mariadb = z.strictObject({
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

const directory = z.strictObject({
	directory: z.strictObject({
		/** Relative to the stack's directory; `$NAME` is resolved first. */
		path: name,
		/** Top-level entries that are left out, e.g. a live database's files. */
		except: z.array(name).default([]),
	}),
});

const sqlite = z.strictObject({
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

const volume = z.strictObject({
	volume: z.strictObject({
		/** Key in the Compose file; the name for the engine is what Compose makes of it. */
		name,
		/** Services that are stopped while it is read: a database of theirs lies in it, which nobody can dump. */
		stopped: z.array(name).min(1).optional(),
		/** Top-level entries that are left out, e.g. a live database's files. */
		except: z.array(name).default([]),
	}),
});

const variable = z.string().regex(/^[A-Za-z_]\w*$/, 'expected the name of a variable, without a $');

const script = z.strictObject({
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

const snapshot = z.strictObject({
	/** A volume on the platform, by where the app's machine has it. */
	snapshot: z.strictObject({ path: name }),
});

const exact = z.string().refine(isExactVersion, { message: 'expected an exact version such as 2.4.0' });

/** How far one hop may lead. */
const hopStep = z.enum(['one minor at a time', 'one major at a time', 'any']);

const hopRules = z.strictObject({
	step: hopStep.default('one minor at a time'),
	/** The newest release of a minor comes before another minor. */
	latestPatchFirst: z.boolean().optional(),
	/** Releases that are never passed over. */
	stops: z.array(z.union([exact, z.strictObject({ at: exact, because: name.optional() })])).optional(),
	/** Releases that are reached only from a version on. */
	minimum: z
		.array(
			z.strictObject({
				/** As npm writes a range, e.g. `>=3.0.0`. */
				for: z.string().refine(isRange, { message: 'expected a range such as >=3.0.0' }),
				from: exact,
				because: name.optional(),
			}),
		)
		.optional(),
});

const files = z.strictObject({ files: z.array(name).min(1) });

const http = z.strictObject({
	http: z
		.strictObject({
			/** An address, or the path of one where `of` says whose. `$NAME` is resolved first. */
			url: z.string().min(1),
			/** The service and its own port: asked where the Compose file publishes it. */
			of: z.strictObject({ service: name, port: z.int().positive() }).optional(),
			status: z.int().min(100).max(599),
			/** JSON that is posted; without it the address is got. */
			post: z.string().optional(),
			/** Values that the JSON body's keys must have, e.g. `{status: ok}`. */
			body: z.record(z.string(), z.string()).optional(),
			/** Keys of the JSON body that must have a value, a dot between one and the next, e.g. `data.user`. */
			has: z.array(name).min(1).optional(),
		})
		.refine(({ url, of }) => of === undefined || url.startsWith('/'), {
			path: ['url'],
			message: 'expected a path that begins with a slash: `of` says whose it is',
		}),
});

const command = z.strictObject({
	/** For an app that publishes no port: run in the container of a service; it must end with 0. */
	command: z.strictObject({
		service: name,
		/** Program and arguments, without a shell. */
		run: z.array(name).min(1),
		/** A text that its output must have. */
		says: name.optional(),
	}),
});

/** How a stack is known to run the app. */
const detected = z.union([
	/** A service's image has this repository. */
	z.strictObject({ image: name }),
	z.strictObject({
		/** The Compose file builds the images of all these services. */
		builds: z.array(name).min(1),
		/** All these files lie in the stack's directory: names such as backend and frontend are many apps'. */
		beside: z.array(name).min(1).optional(),
	}),
]);

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'expected a time of day as "02:00"');

const ask = z.strictObject({ ask: name });

/** What those who use the app are told before it stops: text with any of the placeholders. */
const announcement = name.superRefine((text, context) => {
	const unknown = unknownPlaceholder(text);
	if (unknown !== undefined)
		context.addIssue({
			code: 'custom',
			message: `expected a text with any of ${placeholders.map((one) => `{${one}}`).join(', ')}, found {${unknown}}`,
		});
});

const withinStack = z
	.string()
	.min(1)
	.refine((path) => !/^\/|(?:^|\/)\.\.(?:\/|$)/.test(path), {
		message: 'expected a path inside the stack’s directory, without a slash before it and without `..`',
	});

const address = z.string().refine(isPublicAddress, {
	message: 'expected an address that begins with https:// or http://, without a name and password in it',
});

function isPublicAddress(text: string): boolean {
	const url = URL.canParse(text) ? new URL(text) : undefined;
	return url !== undefined && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
}

/** Where the vendor's notes are read. */
const changelogSource = z.union([
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

const program = z.array(name).min(1);

/** An app that runs on this host without containers. Programs and arguments, without a shell, in the stack's directory. */
const host = z.strictObject({
	/** What it is called among services. */
	service: z.string().regex(/^[\w.-]+$/, 'expected letters, digits and any of _.-'),
	/** Prints the id of its process; nothing, 0, or another exit code while it does not run. */
	pid: program,
	stop: program,
	/** Ends once the app is started, and leaves it running. */
	start: program,
	/** Its log, relative to the stack's directory. */
	log: withinStack,
});

/** An app on Fly.io, led by its command-line tool. */
const managed = z.strictObject({
	/** What it is called among services. */
	service: z.string().regex(/^[\w.-]+$/, 'expected letters, digits and any of _.-'),
	/** The tool, with what stands before every word. */
	program: program.default(['fly']),
	/** The app's configuration, relative to the stack's directory. */
	config: withinStack.default('fly.toml'),
});

const optionalStep = z.strictObject({
	/** What it does, in the imperative. */
	title: name.max(30),
	/** When the vendor advises it, a clause, e.g. `if the release notes say so`. */
	when: name.optional(),
	/** Run in the container of a service once the operator says so; without it the step is named, and is his. */
	command: z
		.strictObject({ service: name, /** Program and arguments, without a shell. */ run: z.array(name).min(1) })
		.optional(),
	/** Seconds that it is known to take. */
	takes: z.int().positive().optional(),
});

const schemaCommand = z
	.strictObject({
		/** The service whose container it is run in; without one it is run on this host, in the stack's directory. */
		service: name.optional(),
		/** Program and arguments, without a shell. It gets 20 seconds, and must end with 0. */
		run: program,
		/**
		 * Program and arguments that print, in a container of its own without network or volumes, the newest revision that
		 * the service's image knows; without it no image tells which one it brings.
		 */
		newest: program.optional(),
	})
	.refine(({ service, newest }) => newest === undefined || service !== undefined, {
		path: ['newest'],
		message: 'expected a service beside it: it is the image of that service that is asked',
	});

const runbookKeys = z.strictObject({
	runbook: z.literal(1),
	app: name,
	/** The runbook fits a stack by this, or by one of these. */
	detect: z.union([detected, z.array(detected).min(1)]),
	compose: z.strictObject({ envFiles: z.array(name).default(['.env']) }).default({ envFiles: ['.env'] }),
	/** Set for an app without a Compose file: how it is started, stopped and looked at. */
	host: host.optional(),
	/** Set for an app of one machine on Fly.io. */
	managed: managed.optional(),
	version: z.strictObject({
		/**
		 * Where the version stands: in a variable of an env file, as tags of services in the Compose file, or as the tag
		 * of a git checkout that the Compose file builds its images from.
		 */
		pin: z.union([
			z.strictObject({ env: name, file: name.default('.env') }),
			z.strictObject({ tags: z.array(name).min(1) }),
			z.strictObject({
				git: z.literal(true),
				/** What stands before the version in the name of its tag. */
				prefix: z.string().default('v'),
			}),
			z.strictObject({
				/** The link that an app without containers is started from, relative to the stack's directory. */
				link: withinStack,
				/** Where it leads: the path of a build up to its version, e.g. `builds/app-`. */
				builds: withinStack,
			}),
			z.strictObject({
				/** The repository whose tag an app's configuration on the platform names, once. */
				image: name,
				file: withinStack,
			}),
		]),
		/** Repositories of all images that carry the app's version, when they are more than the one it is told by. */
		images: z.array(name).min(1).optional(),
		/** Where releases are listed: tags of an image or of the checkout's remote repository, an address, or a file. */
		available: z.union([
			z.strictObject({ registry: name }),
			z.strictObject({ git: z.literal(true) }),
			/** Builds that were unpacked on this host. */
			z.strictObject({ builds: z.literal(true) }),
			/** GitHub's releases, or any JSON array of versions or of maps with `tag_name`, `version` or `name`; or a version a line. */
			z.strictObject({ list: address }),
			/** A file with such a list, relative to the stack's directory. */
			z.strictObject({ file: withinStack }),
		]),
		hops: z.union([hopStep, hopRules]).default('one minor at a time'),
	}),
	/** One source of notes, or several: asked in their order until one tells of every version on the way. */
	changelog: z.union([changelogSource, z.array(changelogSource).min(1)]).optional(),
	/** How the schema's revision is read. */
	schema: z.union([
		z.strictObject({ alembic: z.strictObject({ service: name }) }),
		/** One row of the app's own table, in its PostgreSQL or SQLite database. */
		z.strictObject({ sql: z.strictObject({ query: name }) }),
		/** drizzle's own table in the app's PostgreSQL database, and its journal in the checkout. */
		z.strictObject({
			drizzle: z.strictObject({
				/** `_journal.json`, relative to the stack's directory. */
				journal: name,
				table: z
					.string()
					.regex(/^[A-Za-z_]\w*(\.[A-Za-z_]\w*)?$/, 'expected the name of a table, with its schema')
					.default('drizzle.__drizzle_migrations'),
			}),
		}),
		/** A program that prints the revision as its only line, e.g. of a framework that no other kind knows. */
		z.strictObject({ command: schemaCommand }),
		/** There is no revision: tables and columns of the app's PostgreSQL or SQLite database stand for it. */
		z.literal('fingerprint'),
		/** Nothing can be read: container, log and answers decide. */
		z.literal('none'),
	]),
	migrations: z.strictObject({
		service: name,
		/** True when this service migrates and ends, with 0 when all went well; others start after it. */
		oneShot: z.boolean().default(false),
		/** Text of the log line that says the start is over. */
		done: name,
		/** Texts of log lines that say the migration failed, in the app's own words or of one that starts in spite of it. */
		failed: z.array(name).default([]),
		/** Texts of log lines that a person waits for, in order. */
		stages: z.array(name).default([]),
		/** Longest silence of log, schema, container and database before the start counts as stuck, seconds. */
		quiet: z.int().positive().default(180),
	}),
	/** Names of variables that must have a value. */
	required: z.array(name).default([]),
	/** Env files of which the vendor ships an example: what a new version's has, and the file lacks, is offered. */
	environment: z.array(z.strictObject({ file: withinStack, example: withinStack })).default([]),
	data: z
		.array(z.union([postgres, postgresByUrl, mariadb, directory, sqlite, volume, script, snapshot, files]))
		.min(1),
	verify: z.array(z.union([http, command, ask])).min(1),
	/** Once the new version is verified. */
	after: z
		.strictObject({
			/** What may be done then; none of it runs unasked. */
			optional: z.array(optionalStep).default([]),
			/** What to look at during the next day, a clause each. */
			watch: z.array(name).default([]),
		})
		.default({ optional: [], watch: [] }),
	window: z.strictObject({ from: timeOfDay, to: timeOfDay }).optional(),
	/** What those who use the app are told before it stops: by hand, or with the notification of the start where there is one. */
	announce: announcement.optional(),
});

/** What is added to a file has to be taken back: a restore point must hold the file as it was. */
function keepsWhatIsAdded(
	{ environment, data }: Pick<z.infer<typeof runbookKeys>, 'environment' | 'data'>,
	context: z.RefinementCtx,
): void {
	const kept = data.flatMap((entry) => ('files' in entry ? entry.files : []));
	for (const [index, { file }] of environment.entries())
		if (!kept.includes(file))
			context.addIssue({
				code: 'custom',
				path: ['environment', index, 'file'],
				message: `expected a file that a restore point holds, found ${file}: name it under data, as in files: [${[...kept, file].join(', ')}]`,
			});
}

/** Without containers there is none that a program could be run in. */
function asksWhereItCan(
	{ schema, host: own, managed: platform }: Pick<z.infer<typeof runbookKeys>, 'schema' | 'host' | 'managed'>,
	context: z.RefinementCtx,
): void {
	if (typeof schema === 'string' || !('command' in schema)) return;
	if ((own ?? platform) && schema.command.service !== undefined)
		context.addIssue({
			code: 'custom',
			path: ['schema', 'command', 'service'],
			message:
				'expected none, for the app runs without containers: take it out, and the command is run on this host',
		});
}

/** How one app is upgraded. Everything that varies between apps stands here and nowhere else. */
export const runbookSchema = runbookKeys.superRefine(keepsWhatIsAdded).superRefine(asksWhereItCan);

/** How one of several shapes of an app is told: the first of them that holds. */
const condition = z.union([
	/** A variable has a value in the container of a service. */
	z.strictObject({ variable, service: name }),
	/** A service runs an image of this repository. */
	z.strictObject({ image: name }),
	/** The Compose file builds this service's image. */
	z.strictObject({ builds: name }),
	/** A file of this name stands in the stack's directory. */
	z.strictObject({ file: name }),
	/** There is no Compose file: the app runs on this host without containers. */
	z.strictObject({ composeFile: z.literal(false) }),
]);

/** A runbook as its file has it: beside what holds for every stack, what holds for some. */
export const runbookFileSchema = runbookKeys
	.extend({
		variants: z
			.array(
				z.strictObject({
					name,
					when: condition,
					/** Laid over the runbook by the rules for what a stack says otherwise. */
					with: z.record(z.string(), z.unknown()),
				}),
			)
			.default([]),
	})
	.superRefine(keepsWhatIsAdded)
	.superRefine(asksWhereItCan);

export type RunbookFile = z.infer<typeof runbookFileSchema>;
export type Runbook = z.infer<typeof runbookSchema>;
export type ChangelogSource = z.infer<typeof changelogSource>;
export type DataEntry = Runbook['data'][number];
export type ScriptEntry = z.infer<typeof script>['script'];
