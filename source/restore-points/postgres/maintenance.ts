/** The database that is asked when another one is made, renamed or dropped. */
export const maintenanceOf = (database: string): string =>
	database === 'postgres' ? 'template1' : 'postgres';
