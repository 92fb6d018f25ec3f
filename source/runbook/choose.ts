// Touches the world: reads the runbook that a stack names.
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { OperatorError } from '../host/errors.ts';
import { detectedBy, fittingRunbooks } from './detect.ts';
import { builtInFiles, builtInRunbooks, readRunbook, withoutVariants } from './load.ts';
import { override } from './override.ts';
import { type Runbook, runbookFileSchema, runbookSchema } from './schema.ts';
import type { SaidOfStack } from './settings.ts';
import { type Services, type Variant, variantOf } from './variants.ts';
import { demand, readYaml, type YamlFile } from './yaml-file.ts';

/** A runbook, where it was found and what was laid over it. */
export type ChosenRunbook = {
	readonly runbook: Runbook;
	/** A built-in one's name, or its file. */
	readonly name: string;
	/** Why this one, a clause. */
	readonly because: string;
	/** Which of its variants; undefined when it has none, or holds as it is. */
	readonly variant?: Variant;
	/** Keys of it that the stack says otherwise, each with the file that does. */
	readonly overridden: readonly { readonly key: string; readonly file: string }[];
};

/**
 * The runbook that the stack names, else the one that fits its images, in the variant that its services show, with what the stack
 * says laid over it.
 * @throws OperatorError when none or several fit, or with file and line of what is not valid
 */
export function chooseRunbook(
	directory: string,
	{ settings, files }: SaidOfStack,
	services: Services,
): ChosenRunbook {
	const naming = files.findLastIndex(({ value }) => (value as { runbook?: unknown }).runbook !== undefined);
	const base = baseOf(directory, files[naming], services);
	// What was said before was said of another runbook.
	const over = files.slice(base.whole ? naming + 1 : Math.max(0, naming));
	const said = over.map(({ file, value }) => ({ file, keys: overridesIn(value) }));
	const variant = variantOf(base.file, readRunbook(base.file).variants, services, (name) =>
		existsSync(join(directory, name)),
	);
	const layers = [...(variant ? [variant.file.value as object] : []), ...said.map(({ keys }) => keys)];
	const value = layers.reduce((runbook, keys) => override(runbook, keys), withoutVariants(base.file.value));
	const runbook = demand(runbookSchema, value, [base.file, ...(variant ? [variant.file] : []), ...over]);
	const { quiet, window } = settings;
	return {
		runbook: {
			...runbook,
			...(window === undefined ? {} : { window }),
			...(quiet === undefined ? {} : { migrations: { ...runbook.migrations, quiet } }),
		},
		name: base.name,
		because: base.because,
		...(variant ? { variant: { name: variant.name, because: variant.because } } : {}),
		overridden: said.flatMap(({ file, keys }) => Object.keys(keys).map((key) => ({ key, file }))),
	};
}

type Base = {
	readonly file: YamlFile;
	readonly name: string;
	readonly because: string;
	/** True when the file that names it is it. */
	readonly whole: boolean;
};

function baseOf(directory: string, naming: YamlFile | undefined, services: Services): Base {
	const named = (naming?.value as { runbook?: unknown } | undefined)?.runbook;
	if (!naming || named === undefined) return fittingBase(directory, services);
	const because = `${naming.file} says so`;
	if (named === 1) return { file: onlyRunbook(naming), name: naming.file, because, whole: true };
	const known = builtInFiles();
	const builtIn = known[String(named)];
	if (builtIn) return { file: builtIn, name: String(named), because, whole: false };
	const own = resolve(directory, String(named));
	if (existsSync(own))
		return { file: readYaml(readFileSync(own, 'utf8'), own), name: own, because, whole: false };
	const place = naming.placeOf(['runbook']);
	throw new OperatorError(
		`${naming.file}, line ${place?.line ?? 1}, column ${place?.column ?? 1}: runbook: expected ${Object.keys(known).join(', ')} or a file beside the Compose file, found “${named}”.`,
		{
			exit: 2,
			advice: ['Nothing was changed.', 'Correct the name, or take the line away where one fits by itself.'],
		},
	);
}

function fittingBase(directory: string, services: Services): Base {
	const images = Object.values(services).flatMap(({ image }) => image ?? []);
	const built = Object.entries(services).flatMap(([service, { builds }]) => (builds ? [service] : []));
	const files = builtInFiles();
	const look = { images, built, lies: (file: string) => existsSync(resolve(directory, file)) };
	const [name, ...others] = fittingRunbooks(builtInRunbooks(), look);
	const file = name === undefined ? undefined : files[name];
	if (name !== undefined && file && others.length === 0) {
		const way = detectedBy(readRunbook(file).base, look);
		const because =
			way && 'builds' in way ? 'the stack builds its app’s services' : 'an image of the stack’s is its app’s';
		return { file, name, because, whole: false };
	}
	const known = Object.keys(files).join(', ');
	throw new OperatorError(
		file
			? `Several runbooks fit this stack: ${[name, ...others].join(', ')}.`
			: `No runbook fits this stack. Its images are ${images.join(', ') || 'none'}${built.length > 0 ? `, and it builds ${built.join(', ')}` : ''}; there are runbooks for ${known}.`,
		{
			exit: 2,
			advice: [
				'Nothing was changed.',
				'A lockkeeper.yaml beside the Compose file can name one: `runbook: NAME`, or a file of your own.',
			],
		},
	);
}

/** What a whole runbook says beside of the stack is none of the runbook. */
const onlyRunbook = (file: YamlFile): YamlFile => ({
	...file,
	value: Object.fromEntries(
		Object.entries(file.value as object).filter(([key]) => key in runbookFileSchema.shape),
	),
});

/** What is said of the app: `runbook` and `window` are the stack's. */
const overridesIn = (value: unknown): Readonly<Record<string, unknown>> =>
	Object.fromEntries(
		Object.entries(value as object).filter(
			([key]) => key in runbookSchema.shape && key !== 'runbook' && key !== 'window',
		),
	);
