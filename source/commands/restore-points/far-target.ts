import { OperatorError } from '../../host/errors.ts';
import { namedTarget, type OffHostTarget, parseOffHost } from '../../off-host/target.ts';
import type { Stack } from '../../survey/identify.ts';

/** The place that the option names, else the one of lockkeeper.yaml. @throws OperatorError (exit 2) when neither does */
export function farTarget(
	{ settings }: Pick<Stack, 'settings'>,
	option: '--to' | '--from',
	value: string | undefined,
): OffHostTarget {
	const target = value === undefined ? namedTarget(settings.offHost) : parseOffHost(value);
	if (target) return target;
	throw new OperatorError(
		`Expected a place after ${option}, or \`offHost\` in lockkeeper.yaml, found ${settings.offHost ?? 'neither'}.`,
		{ exit: 2, advice: [`Nothing was copied. For example: ${option} ssh://user@host/srv/backups`] },
	);
}
