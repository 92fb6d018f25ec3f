import { parseArgs } from 'node:util';
import { WrongUse } from '../lab/wrong-use.ts';
import { type MeasureName, measureNames } from './measure.ts';

export type BenchCommand = {
	/** Measures wanted, in the order they are printed. */
	readonly names: readonly MeasureName[];
	/** One JSON line a measure in place of the table. */
	readonly json: boolean;
};

/** @throws WrongUse naming the word, and what was expected */
export function readCommandLine(commandLine: readonly string[]): BenchCommand {
	const { values, positionals } = parse(commandLine);
	const [word, ...rest] = positionals;
	if (rest.length > 0) {
		throw new WrongUse(`Expected one measure at most, got ${positionals.join(' ')}.`);
	}

	const named = measureNames.find((name) => name === word);
	if (word !== undefined && named === undefined) {
		throw new WrongUse(`Expected one of ${measureNames.join(', ')}, got ${word}.`);
	}

	return { names: named === undefined ? measureNames : [named], json: values.json };
}

function parse(commandLine: readonly string[]) {
	try {
		return parseArgs({
			args: [...commandLine],
			allowPositionals: true,
			options: { json: { type: 'boolean', default: false } },
		});
	} catch (error) {
		throw new WrongUse((error as Error).message, { cause: error });
	}
}
