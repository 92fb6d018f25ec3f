/** The bad days that can be practised. */
export const practiceFaults = [
	'migration-fails',
	'unhealthy',
	'degraded',
	'slow-migration',
	'disk-full',
	'registry-down',
	'bad-dump',
] as const;
export type PracticeFault = (typeof practiceFaults)[number];
