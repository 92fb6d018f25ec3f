import { parseArgs } from 'node:util';
import { WrongUse } from '../lab/wrong-use.ts';
import {
	builtMeasures,
	isBuilt,
	type MeasureName,
	measureNames,
	restoreMeasures,
	restorePointMeasures,
} from './measure.ts';

/** What is measured on texts, without an engine, each by itself: the marks of changelog lines, and how long ones are read. */
export const onTexts = ['marks', 'notes'] as const;
export type OnTexts = { readonly onTexts: (typeof onTexts)[number]; readonly json: boolean };

export type BenchCommand = {
	/** Measures wanted, in the order they are printed. */
	readonly names: readonly MeasureName[];
	/** Measures that only a name asks for, when none was given. */
	readonly leftOut: readonly MeasureName[];
	/** One JSON line a measure in place of the table. */
	readonly json: boolean;
	/** Gigabytes of the database that restore points are taken of, and of the files beside it. */
	readonly size: number;
	/** Rounds of each side, for restore points and for apps that are built. */
	readonly rounds: number;
	/** Minutes of load after which the wizard's memory is looked at; undefined where the wizard is not measured. */
	readonly minutes?: number;
};

/** Takes every measure of restore points, which take long. */
export const group = 'restore-points';
/** Takes those of apps that are built from a checkout, which take long as well. */
export const builtGroup = 'built';
/** Measures the wizard, for which no engine is needed. */
export const wizardGroup = 'wizard';
/** Takes those of ways back alone: both share what is filled, saved and restored by hand. */
const waysBackGroup = 'restores';

/** @throws WrongUse naming the word, and what was expected */
export function readCommandLine(commandLine: readonly string[]): BenchCommand | OnTexts {
	const { values, positionals } = parse(commandLine);
	const [word, ...rest] = positionals;
	if (rest.length > 0) {
		throw new WrongUse(`Expected one measure at most, got ${positionals.join(' ')}.`);
	}

	const texts = onTexts.find((name) => name === word);
	if (texts !== undefined) {
		if (values.size !== undefined || values.rounds !== undefined) {
			throw new WrongUse(`Expected neither --size nor --rounds with ${texts}.`);
		}

		return { onTexts: texts, json: values.json };
	}

	const wizard = word === wizardGroup;
	if (!wizard && values.minutes !== undefined) {
		throw new WrongUse(`Expected --minutes with ${wizardGroup} only.`);
	}

	const names = wizard ? [] : word === undefined ? withoutTheLongOnes : measuresOf(word);
	if (!names.some(isOfRestorePoints) && values.size !== undefined) {
		throw new WrongUse(`Expected --size with ${group} or one of them only.`);
	}

	if (!names.some(isLong) && values.rounds !== undefined) {
		throw new WrongUse(`Expected --rounds with ${group}, ${builtGroup} or one of them only.`);
	}

	return {
		names,
		leftOut: word === undefined ? measureNames.filter(isLong) : [],
		json: values.json,
		size: numberOf('--size', values.size ?? '1', /^(?:\d{1,2}|\d{0,2}\.\d{1,3})$/, 'gigabytes such as 0.1'),
		rounds: numberOf('--rounds', values.rounds ?? '3', /^\d{1,2}$/, 'a number such as 3'),
		...(wizard
			? { minutes: numberOf('--minutes', values.minutes ?? '1', /^\d{1,2}(?:\.\d)?$/, 'minutes such as 10') }
			: {}),
	};
}

const isOfRestorePoints = (name: MeasureName) =>
	(restorePointMeasures as readonly MeasureName[]).includes(name);
const isLong = (name: MeasureName) => isOfRestorePoints(name) || isBuilt(name);
const withoutTheLongOnes = measureNames.filter((name) => !isLong(name));

function measuresOf(word: string): readonly MeasureName[] {
	const groups: Readonly<Record<string, readonly MeasureName[]>> = {
		[builtGroup]: builtMeasures,
		[group]: restorePointMeasures,
		[waysBackGroup]: restoreMeasures,
	};
	const named = measureNames.find((name) => name === word);
	const found = named === undefined ? groups[word] : [named];
	if (found === undefined) {
		throw new WrongUse(
			`Expected one of ${[...measureNames, ...Object.keys(groups), wizardGroup, ...onTexts].join(', ')}, got ${word}.`,
		);
	}

	return found;
}

function numberOf(option: string, value: string, shape: RegExp, expected: string): number {
	const number = Number(value);
	if (!shape.test(value) || number === 0) {
		throw new WrongUse(`Expected ${expected} for ${option}, got ${value}.`);
	}

	return number;
}

function parse(commandLine: readonly string[]) {
	try {
		return parseArgs({
			args: [...commandLine],
			allowPositionals: true,
			options: {
				json: { type: 'boolean', default: false },
				size: { type: 'string' },
				rounds: { type: 'string' },
				minutes: { type: 'string' },
			},
		});
	} catch (error) {
		throw new WrongUse((error as Error).message, { cause: error });
	}
}
