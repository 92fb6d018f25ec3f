import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import type { z } from 'zod';
import { OperatorError } from '../host/errors.ts';
import { explain } from './explain.ts';
import { remedyOfYaml } from './remedy.ts';

/** A YAML file, or a part of one, that knows where each of its values stands. */
export type YamlFile = {
	readonly file: string;
	/** As it was written, not yet held against a schema. */
	readonly value: unknown;
	/** Where the value at that path stands, or a key of the map there; undefined when it is not in this file. */
	readonly placeOf: (path: readonly PropertyKey[], key?: string) => Place | undefined;
};

/** From 1. */
export type Place = { readonly line: number; readonly column: number };

const whatMayStand = 'Then try again. What may stand there: lockkeeper runbook schema';

/**
 * Reads YAML text. @param part the key of the part that is meant; its value is undefined where the file has none
 * @throws OperatorError with file and line when it is no YAML
 */
export function readYaml(text: string, file: string, part?: string): YamlFile {
	const lines = new LineCounter();
	// Compose's own tags, `!reset` and `!override`, are none of ours to judge.
	const document = parseDocument(text, {
		...{ lineCounter: lines, merge: true, logLevel: 'error' },
		// What it says of the place, it says with a piece of the file.
		prettyErrors: false,
	});
	const broken = document.errors[0];
	if (broken) throw notYaml(file, lines.linePos(broken.pos[0]), broken.message, remedyOfYaml(broken));
	const above = part === undefined ? [] : [part];
	const whole = written(document, file, lines);
	return {
		file,
		value: part === undefined ? whole : (whole as Record<string, unknown> | null)?.[part],
		placeOf(path, key) {
			const offset = offsetOf(document, [...above, ...path], key);
			if (offset === undefined) return undefined;
			const { line, col } = lines.linePos(offset);
			return { line, column: col };
		},
	};
}

const notYaml = (file: string, { line, col }: { line: number; col: number }, says: string, remedy: string) =>
	new OperatorError(`${file} is not valid YAML at line ${line}, column ${col}: ${says}`, {
		exit: 2,
		advice: [remedy, 'Then try again.'],
	});

/** @throws OperatorError for an alias of an anchor that is not there, or of so many that they are an attack */
function written(document: Document, file: string, lines: LineCounter): unknown {
	try {
		return document.toJS();
	} catch (error) {
		if (!(error instanceof ReferenceError)) throw error;
		let at = 0;
		visit(document, {
			Alias(_, alias) {
				if (alias.resolve(document)) return undefined;
				at = alias.range?.[0] ?? 0;
				return visit.BREAK;
			},
		});
		throw notYaml(
			file,
			lines.linePos(at),
			error.message,
			remedyOfYaml({ code: 'BAD_ALIAS', message: error.message }),
		);
	}
}

function offsetOf(document: Document, path: readonly PropertyKey[], key: string | undefined) {
	const node = path.length === 0 ? document.contents : document.getIn(path, true);
	const named =
		key !== undefined && isMap(node)
			? node.items.find((pair) => isScalar(pair.key) && pair.key.value === key)?.key
			: node;
	return isNode(named) ? named.range?.[0] : undefined;
}

/**
 * Holds a value against a schema.
 * @param files what the value was made of; of those that have what is wrong the last one is named
 * @throws OperatorError with file, line and column, what was expected and what was found
 */
export function demand<T>(schema: z.ZodType<T>, value: unknown, files: readonly YamlFile[]): T {
	const result = schema.safeParse(value);
	if (result.success) return result.data;
	const { path, key, says, remedy } = explain(result.error, schema, value);
	const { file, line, column } = findPlace(files, path, key);
	throw new OperatorError(
		`${file}, line ${line}, column ${column}: ${path.map(String).join('.') || 'the file'}: ${says}`,
		{ exit: 2, advice: [remedy, whatMayStand] },
	);
}

/** What is missing has no place: then that of the map it is missing in. */
function findPlace(
	files: readonly YamlFile[],
	path: readonly PropertyKey[],
	key: string | undefined,
): Place & { readonly file: string } {
	for (let end = path.length; end >= 0; end--) {
		for (const each of [...files].reverse()) {
			const place = each.placeOf(path.slice(0, end), end === path.length ? key : undefined);
			if (place) return { file: each.file, ...place };
		}
	}
	return { file: files.at(-1)?.file ?? 'the file', line: 1, column: 1 };
}

/** Reads YAML text by a schema. @throws OperatorError with file, line and column, what was expected and what was found */
export function parseYaml<T>(text: string, file: string, schema: z.ZodType<T>): T {
	const read = readYaml(text, file);
	return demand(schema, read.value, [read]);
}
