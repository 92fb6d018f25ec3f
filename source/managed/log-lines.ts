import { stripVTControlCharacters } from 'node:util';

/** `TIME app[MACHINE] REGION [level] text`, as the tool prints it; other sources are the platform's own. */
const line = /^(\d{4}-\d\d-\d\dT[\d:.]+Z)\s+app\[[^\]]*\]\s+\S+\s+\[\w+\]\s?(.*)$/;

/** A line as `docker logs --timestamps` has it; undefined for what the app did not write. */
export function asLogged(printed: string): string | undefined {
	const [, at, text] = line.exec(stripVTControlCharacters(printed)) ?? [];
	return at === undefined ? undefined : `${at} ${text ?? ''}`;
}
