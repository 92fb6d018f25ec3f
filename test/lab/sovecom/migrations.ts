// Touches the world: reads the one migration that is a file of its own.
import { readFileSync } from 'node:fs';
import path from 'node:path';

export type Migration = {
	/** As the journal names it, and the file without `.sql`. */
	tag: string;
	statements: readonly string[];
};

/** What lies between the statements of a file. */
const breakpoint = '\n--> statement-breakpoint\n';

const id = 'id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY';
const created = 'created_at timestamptz NOT NULL DEFAULT now()';

const table = (name: string, ...columns: readonly string[]) =>
	`CREATE TABLE "${name}" (\n\t${[id, ...columns, created].join(',\n\t')}\n);`;
const column = (name: string, definition: string) => `ALTER TABLE "${name}" ADD COLUMN ${definition};`;
const index = (name: string, columns: string) =>
	`CREATE INDEX "${name}_${columns}_idx" ON "${name}" (${columns});`;
const references = (name: string, target: string) => `${name} bigint NOT NULL REFERENCES "${target}" (id)`;

const immutability = readFileSync(path.join(import.meta.dirname, 'invoice-immutability.sql'), 'utf8');

/** Every migration up to 0035, in order. Those that a story needs say why; the others only fill the journal. */
const history: ReadonlyArray<readonly [name: string, ...statements: string[]]> = [
	['first_tables', table('tenants', 'slug text NOT NULL UNIQUE', 'name text NOT NULL')],
	['users', table('users', 'email text NOT NULL UNIQUE', 'name text NOT NULL')],
	['products', table('products', 'sku text NOT NULL UNIQUE', 'name text NOT NULL', 'price bigint NOT NULL')],
	['customers', table('customers', 'email text NOT NULL UNIQUE', 'name text NOT NULL')],
	['categories', table('categories', 'slug text NOT NULL UNIQUE', 'name text NOT NULL')],
	[
		'orders',
		table(
			'orders',
			references('customer_id', 'customers'),
			'status text NOT NULL',
			'total bigint NOT NULL',
			'customer_note text',
		),
	],
	[
		'order_items',
		table(
			'order_items',
			references('order_id', 'orders'),
			references('product_id', 'products'),
			'quantity integer NOT NULL',
			'price bigint NOT NULL',
		),
	],
	['order_status_history', table('order_status_history', references('order_id', 'orders'), 'status text')],
	[
		'invoices',
		table(
			'invoices',
			references('order_id', 'orders'),
			'invoice_number text NOT NULL UNIQUE',
			'buyer text NOT NULL',
			'total bigint NOT NULL',
			'storage_key text',
		),
	],
	[
		'invoice_counters',
		table('invoice_counters', 'last bigint NOT NULL'),
		'INSERT INTO "invoice_counters" (last) VALUES (0);',
	],
	['invoice_immutability', ...immutability.trimEnd().split(breakpoint)],
	['carts', table('carts', 'token text NOT NULL UNIQUE')],
	['cart_items', table('cart_items', references('cart_id', 'carts'), references('product_id', 'products'))],
	['customer_addresses', table('customer_addresses', references('customer_id', 'customers'), 'line text')],
	['tax_rates', table('tax_rates', 'country text NOT NULL', 'rate numeric(5, 4) NOT NULL')],
	['shipping_zones', table('shipping_zones', 'name text NOT NULL', 'countries text[] NOT NULL')],
	['shipping_rates', table('shipping_rates', references('zone_id', 'shipping_zones'), 'amount bigint')],
	['discounts', table('discounts', 'code text NOT NULL UNIQUE', 'percent integer NOT NULL')],
	['discount_usages', table('discount_usages', references('discount_id', 'discounts'))],
	['images', table('images', references('product_id', 'products'), 'storage_key text NOT NULL')],
	['orders_customer', index('orders', 'customer_id')],
	['order_items_order', index('order_items', 'order_id')],
	['invoices_order', index('invoices', 'order_id')],
	['email_logs', table('email_logs', 'recipient_hash text NOT NULL', 'subject text NOT NULL')],
	['audit_log', table('audit_log', 'actor text NOT NULL', 'action text NOT NULL')],
	['product_stock', column('products', 'stock integer NOT NULL DEFAULT 0')],
	['product_description', column('products', "description text NOT NULL DEFAULT ''")],
	['inventory_reservations', table('inventory_reservations', references('product_id', 'products'))],
	['reviews', table('reviews', references('product_id', 'products'), 'stars integer NOT NULL')],
	['disputes', table('disputes', references('order_id', 'orders'), 'reason text')],
	['installed_modules', table('installed_modules', 'name text NOT NULL UNIQUE')],
	['installed_themes', table('installed_themes', 'name text NOT NULL UNIQUE')],
	['pages', table('pages', 'slug text NOT NULL UNIQUE', 'body text NOT NULL')],
	['customer_locale', column('customers', "locale text NOT NULL DEFAULT 'en'")],
	['storefront_home_sections', table('home_sections', 'kind text NOT NULL', 'position integer NOT NULL')],
	['staff_accounts_disabled_at', column('users', 'disabled_at timestamptz')],
];

/** 0000 to the one of this number, both included. */
export function migrationsUpTo(last: number): readonly Migration[] {
	return history
		.slice(0, last + 1)
		.map(([name, ...statements], number) => ({ tag: tagOf(number, name), statements }));
}

/** Takes a column with data away. Its table stays behind when a dump from before is replayed over it. */
export const dropsOrderNotes: Migration = {
	tag: tagOf(36, 'drop_order_notes'),
	statements: [
		table('order_notes', references('order_id', 'orders'), 'body text'),
		'ALTER TABLE "orders" DROP COLUMN "customer_note";',
	],
};

/** Fails where two customers have one address in different letters; everything of it is rolled back. */
export const failsOnRealData: Migration = {
	tag: tagOf(36, 'unique_customer_email'),
	statements: [
		column('customers', 'email_verified_at timestamptz'),
		'CREATE UNIQUE INDEX "customers_lower_email_key" ON "customers" (lower(email));',
	],
};

/** The text of a migration's file. */
export const migrationFile = ({ statements }: Migration) => `${statements.join(breakpoint)}\n`;

/** The text of `meta/_journal.json`. */
export function journalFile(migrations: readonly Migration[]): string {
	const entries = migrations.map(({ tag }, idx) => ({
		idx,
		version: '7',
		when: 1_781_000_000_000 + idx * 100_000_000,
		tag,
		breakpoints: true,
	}));
	return `${JSON.stringify({ version: '7', dialect: 'postgresql', entries }, undefined, 2)}\n`;
}

function tagOf(number: number, name: string): string {
	return `${String(number).padStart(4, '0')}_${name}`;
}
