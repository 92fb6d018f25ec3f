const words = new Intl.RelativeTimeFormat('en', { numeric: 'always' });
const day = 86_400_000;

/** How long ago a date was, in whole days, months or years, e.g. `8 months ago`; empty for what is no date. @param date ISO 8601 */
export function ago(date: string, now: Date): string {
	const days = Math.floor((now.getTime() - Date.parse(date)) / day);
	if (Number.isNaN(days)) return '';
	if (days <= 0) return days === 0 ? 'today' : words.format(-days, 'day');
	if (days < 60) return words.format(-days, 'day');
	if (days < 730) return words.format(-Math.floor(days / 30.44), 'month');
	return words.format(-Math.floor(days / 365.25), 'year');
}
