/** How the operator looks at one log. */
export type LogLook = {
	/** Lines of this level and worse alone. */
	readonly least?: 'warning' | 'error';
	/** Long lines take several rows; otherwise they are cut. */
	readonly wrap?: true;
	/** The time at a line's start is left out. */
	readonly withoutTimes?: true;
};

export const plainLook: LogLook = {};

/** All, then warnings and errors, then errors, then all again. */
export function nextLevel({ least, ...rest }: LogLook): LogLook {
	return least === undefined
		? { ...rest, least: 'warning' }
		: least === 'warning'
			? { ...rest, least: 'error' }
			: rest;
}

export const otherWrap = ({ wrap, ...rest }: LogLook): LogLook => (wrap ? rest : { ...rest, wrap: true });

export const otherTimes = ({ withoutTimes, ...rest }: LogLook): LogLook =>
	withoutTimes ? rest : { ...rest, withoutTimes: true };

/** What of the log is on screen, for its title; undefined when it is all. */
export function lookText({ least }: LogLook): string | undefined {
	return least === undefined ? undefined : least === 'error' ? 'errors alone' : 'warnings and errors';
}
