import type { Facts } from '../survey/facts.ts';
import type { Finding } from './finding.ts';

/** All that a check may look at. */
export type CheckInput = {
	readonly facts: Facts;
	/** Version asked for, as typed; undefined when none was. */
	readonly target?: string;
	/** False when nothing is loaded for a proof; then it needs no room. */
	readonly loads?: boolean;
	/** Maintenance window, `HH:MM` each, on the host's clock; it may cross midnight. */
	readonly window?: { readonly from: string; readonly to: string };
	/** Its time of day is this host's. */
	readonly now: Date;
};

/** One pre-upgrade check: a pure function from facts to a finding. */
export type Check = {
	/** Also the file's name. */
	readonly id: string;
	readonly title: string;
	readonly examine: (input: CheckInput) => Finding;
};

/** What a check says; who says it is added here, once. */
export type Examined = Omit<Finding, 'check' | 'title'>;

/** Makes a check of a function that examines. */
export function defineCheck(id: string, title: string, examine: (input: CheckInput) => Examined): Check {
	return { id, title, examine: (input) => ({ check: id, title, ...examine(input) }) };
}
