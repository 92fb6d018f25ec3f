import { z } from 'zod';

/** What a table holds now against what it held when the restore point was taken. */
const tableWritesSchema = z.intersection(
	z.object({
		/** `schema.table`, or the table alone where there are no schemas. */
		name: z.string(),
		/** Columns that were not compared: on one side only, or of another type now. */
		leftOut: z.array(z.string()).optional(),
	}),
	z.discriminatedUnion('told', [
		/** By its key. */
		z.object({ told: z.literal('rows'), new: z.number(), changed: z.number(), deleted: z.number() }),
		/** It has no key that both sides share. */
		z.object({ told: z.literal('number'), saved: z.number(), now: z.number() }),
		z.object({ told: z.literal('only now'), rows: z.number() }),
		z.object({ told: z.literal('only saved'), rows: z.number() }),
	]),
);

/** What was written since a restore point was taken, in one of its parts: numbers and names, never values. */
export const writesSchema = z.discriminatedUnion('of', [
	z.object({
		of: z.literal('tables'),
		/** How many tables were compared, those that are equal included. */
		compared: z.number(),
		/** How many transactions had begun by then: tells later whether more came. */
		begun: z.number().optional(),
		/** Those that differ, and those whose columns do. */
		tables: z.array(tableWritesSchema),
	}),
	z.object({ of: z.literal('files'), new: z.number(), changed: z.number(), removed: z.number() }),
	z.object({ of: z.literal('not compared'), why: z.string() }),
]);

/** Of all parts of a restore point. */
export const lossesSchema = z.object({
	/** When the restore point was taken, and when the comparison began, ISO 8601. */
	since: z.string(),
	until: z.string(),
	parts: z.array(z.object({ label: z.string(), writes: writesSchema })),
});

export type TableWrites = z.infer<typeof tableWritesSchema>;
export type Writes = z.infer<typeof writesSchema>;
export type Losses = z.infer<typeof lossesSchema>;

/** Whether there is anything that an export could keep. */
export const holdsWrites = ({ parts }: Losses): boolean =>
	parts.some(({ writes }) => {
		switch (writes.of) {
			case 'tables':
				return writes.tables.some(hasWrites);
			case 'files':
				return writes.new + writes.changed + writes.removed > 0;
			case 'not compared':
				return false;
			default:
				return writes satisfies never;
		}
	});

/** Whether rows differ, not only columns. */
export function hasWrites(table: TableWrites): boolean {
	switch (table.told) {
		case 'rows':
			return table.new + table.changed + table.deleted > 0;
		case 'number':
			return true;
		case 'only now':
		case 'only saved':
			return table.rows > 0;
		default:
			return table satisfies never;
	}
}
