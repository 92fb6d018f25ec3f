/** Date and time of the day in UTC, from ISO 8601. */
export const clock = (iso: string): string => `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
