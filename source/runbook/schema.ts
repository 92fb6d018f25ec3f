import { z } from 'zod';
import { isExactVersion, isRange } from '../releases/versions.ts';
import { placeholders, unknownPlaceholder } from '../text/announcement.ts';
import { changelogSource } from './changelog-schema.ts';
import {
	directory,
	files,
	mariadb,
	postgres,
	postgresByUrl,
	script,
	snapshot,
	sqlite,
	volume,
} from './data-schema.ts';
import { address, name, variable, withinStack } from './schema-words.ts';

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
export type DataEntry = Runbook['data'][number];
export type ScriptEntry = z.infer<typeof script>['script'];
