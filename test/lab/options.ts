import { WrongUse } from './wrong-use.ts';

/** @throws WrongUse */
export function wholeNumber(
	value: string | boolean | undefined,
	option: string,
	least: number,
	most = 1_000_000_000,
): number | undefined {
	if (value === undefined) {
		return undefined;
	}

	const number = Number(value);
	if (!/^\d+$/.test(String(value)) || number < least || number > most) {
		throw new WrongUse(
			`Expected the \`${option}\` option to be a whole number from ${least} to ${most}, got ${JSON.stringify(value)}.`,
		);
	}

	return number;
}

/** @throws WrongUse */
export function oneOf<Choice extends string>(
	value: string | boolean | undefined,
	option: string,
	choices: readonly Choice[],
): Choice | undefined {
	const found = choices.find((choice) => choice === value);
	if (value !== undefined && found === undefined) {
		throw new WrongUse(
			`Expected the \`${option}\` option to be ${choices.join(' or ')}, got ${JSON.stringify(value)}.`,
		);
	}

	return found;
}

/** An object with this key, or an empty one where there is no value. */
export function given<Key extends string, Value>(key: Key, value: Value | undefined): { [K in Key]?: Value } {
	return value === undefined ? {} : ({ [key]: value } as { [K in Key]?: Value });
}
