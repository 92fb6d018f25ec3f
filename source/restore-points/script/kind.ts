import type { DataKind } from '../data-kind.ts';
import { describeScript, scriptLabel, scriptWarnings } from './describe.ts';
import { exportScript } from './export.ts';
import type { ScriptPart, ScriptPlace } from './part.ts';
import { proveScript } from './prove.ts';
import { shownScript } from './shown.ts';
import { takeScript } from './take.ts';

/** What the vendor's own backup script writes. A way back does not use it: what loads it is the vendor's. */
export const scriptKind: DataKind<ScriptPlace, ScriptPart> = {
	label: scriptLabel,
	take: takeScript,
	prove: proveScript,
	async restoreBeside() {
		return { took: 0, made: [] };
	},
	async swap() {
		return [];
	},
	// No way back touches what it saved.
	async writesSince() {
		return { of: 'files', new: 0, changed: 0, removed: 0 };
	},
	export: exportScript,
	describe: describeScript,
	warnings: scriptWarnings,
	shown: shownScript,
};
